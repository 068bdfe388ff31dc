"""Who asks the console's stand-in, and how it refuses: as the desk does."""


class Refusal(Exception):
    def __init__(self, status, code, message, **more):
        self.status, self.answer = status, {"ok": False, "error": code, "message": message, **more}


def who(request, world):
    agent = next((each for each in world.staff.values() if each["login"] == request.cookies.get("xiaoer_agent")), None)
    if agent is None:
        raise Refusal(401, "not_logged_in", "请先登录。")
    if request.method != "GET" and request.headers.get("x-csrf-token") != f"csrf-{agent['login']}":
        raise Refusal(403, "bad_csrf", "页面过期了，请刷新后再试。")
    return agent
