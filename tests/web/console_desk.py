"""A desk with agents at their consoles, for the tests of the console's API."""

from bot.desk.staff import Presence, Role
from bot.web.console_frames import CONSOLE_FRAMES

BOTH = ["presale", "aftersale"]


class Console:
    """Somebody of the staff with a session."""

    def __init__(self, client, agent, headers):
        self.client, self.agent, self.headers = client, agent, headers
        self.id = agent.id

    def get(self, path="", **params):
        return self.client.get(f"/api/console/conversations{path}", params=params, headers=self.headers)

    def ask(self, path, **params):
        return self.client.get(f"/api/console/{path}", params=params, headers=self.headers)

    def post(self, path, **body):
        return self.client.post(f"/api/console/conversations/{path}", json=body, headers=self.headers)

    def reply(self, conversation, text="您好", client_id="a1"):
        return self.post(f"{conversation}/reply", text=text, client_id=client_id)

    def listed(self, box="all", **params):
        return [one["id"] for one in self.get(box=box, **params).json()["conversations"]]

    def dial(self, opened, path="/api/console/ws", csrf=None, headers=None):
        """Open a console's line and say hello."""
        socket = self.client.websocket_connect(path, headers=headers or {"Cookie": self.headers["Cookie"]}).__enter__()
        opened.append(socket)
        socket.send_json({"type": "hello", "data": {"csrf": csrf or self.headers["X-CSRF-Token"]}})
        return socket


def hired(client, hire, login="xiaolin", role=Role.AGENT, **more):
    """Somebody who takes what they want: away, so that nothing comes by itself."""
    names = {"xiaolin": "小林", "xiaozhou": "小周", "amin": "阿敏"}
    values = {"name": names.get(login, login), "groups": BOTH, "presence": Presence.AWAY, **more}
    agent, headers = hire(login, role, **values)
    return Console(client, agent, headers)


def heard(socket, kind=None, **facts):
    """The next frame of a kind whose data hold these; every frame on the way is as the table says."""
    while True:
        frame = socket.receive_json()
        CONSOLE_FRAMES[frame["type"]].parse_obj(frame["data"])
        if kind in (None, frame["type"]) and facts.items() <= frame["data"].items():
            return frame["data"]


def heard_until_pong(socket):
    """Everything that has come by now."""
    socket.send_json({"type": "ping"})
    frames = []
    while True:
        frame = socket.receive_json()
        CONSOLE_FRAMES[frame["type"]].parse_obj(frame["data"])
        if frame["type"] == "pong":
            return frames
        frames.append((frame["type"], frame["data"]))


def problem(answer):
    return answer.status_code, answer.json()["error"]
