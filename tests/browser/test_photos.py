"""Photos in the chat: chosen, pasted, dropped, refused, seen large; a real browser, the real desk, the whole bot."""

import re

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, DESKTOP, PHONE
from tests.browser.test_widget import bot_said, connected, enter, field, say, settled
from tests.pictures import HEIC, SVG, jpeg, saved

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium (apt-get install chromium); none was found"),
]
UPLOAD = re.compile(r"/api/chat/photos\?")


def shoe(size=(1200, 900)):
    """Something to look at: a shoe whose sole comes off."""
    image = Image.new("RGB", size, "#d9cfc2")
    draw = ImageDraw.Draw(image)
    draw.polygon(
        [(150, 520), (420, 500), (560, 300), (700, 330), (760, 480), (1050, 560), (1060, 640), (150, 640)], "#f6f3ee"
    )
    draw.polygon([(150, 640), (1060, 640), (1080, 690), (700, 700), (420, 760), (150, 700)], "#8a5a4c")
    draw.line([(560, 300), (520, 640)], "#c9bdaf", 6)
    return saved(image, "JPEG", quality=88)


def a_file(content, name="shoe.jpg", kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page, *files):
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="发送图片").click()
    chosen.value.set_files(list(files))


def photos(page):
    """The shopper's own, as they are shown once the desk has them."""
    return page.get_by_role("button", name="查看大图：我发送的图片")


def is_drawn(photo):
    return photo.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")


def stored(desk):
    return [message for message in desk.transcript() if message["from"] == "shopper" and message["kind"] == "image"]


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_photo_is_sent_answered_and_still_there_after_a_reload(visit, desk, shoot, device):
    page = visit("/products/P1001", device)
    enter(page)

    choose(page, a_file(shoe()))
    expect(photos(page)).to_have_count(1)
    expect(bot_said(page).last).to_contain_text("哪里有问题")
    settled(page)
    shoot(page, f"photo-{'phone' if device is PHONE else 'desktop'}")

    page.reload()
    if device is PHONE:
        enter(page)
    expect(photos(page)).to_have_count(1)
    assert is_drawn(photos(page))
    assert len(stored(desk)) == 1


def test_a_photo_opens_large_and_esc_closes_only_it(visit, shoot):
    page = visit()
    enter(page)
    choose(page, a_file(shoe()))
    photos(page).focus()
    settled(page)

    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog", name="查看图片")
    expect(viewer.get_by_role("img", name="我发送的图片")).to_be_visible()
    shoot(page, "photo-large")
    page.keyboard.press("Escape")

    expect(viewer).to_be_hidden()
    expect(page.get_by_role("dialog", name="禾木衣橱")).to_be_visible()
    expect(photos(page)).to_be_focused()
    photos(page).click()
    page.get_by_role("button", name="关闭图片").click()
    expect(viewer).to_be_hidden()


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_while_it_is_on_its_way_its_progress_is_shown(visit, shoot, device):
    page = visit("/", device)
    enter(page)
    held = []
    page.route(UPLOAD, lambda route: held.append(route))

    choose(page, a_file(shoe()))
    bar = page.get_by_role("progressbar")
    expect(bar).to_contain_text(re.compile("上传中|处理中"))
    expect(page.locator("canvas.preview")).to_be_visible()
    shoot(page, f"photo-uploading-{'phone' if device is PHONE else 'desktop'}")
    held[0].continue_()

    expect(photos(page)).to_have_count(1)
    expect(bar).to_have_count(0)


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_is_no_photo_is_refused_in_plain_words_and_can_be_taken_away(visit, desk, shoot, device):
    page = visit("/", device)
    enter(page)

    choose(page, a_file(SVG, "photo.jpg"), a_file(HEIC, "IMG_1.HEIC", "image/heic"))
    refused = page.locator("[data-delivery=refused]")
    expect(refused).to_have_count(2)
    expect(refused.first).to_contain_text("JPG、PNG、WebP")
    expect(refused.last).to_contain_text("HEIC")
    expect(page.get_by_role("button", name="重发")).to_have_count(0)
    shoot(page, f"photo-refused-{'phone' if device is PHONE else 'desktop'}")

    refused.first.get_by_role("button", name="删除").click()
    expect(refused).to_have_count(1)
    assert stored(desk) == []


def test_a_file_that_is_too_large_is_not_even_sent(visit, tmp_path):
    big = tmp_path / "big.jpg"
    big.write_bytes(jpeg() + b"\0" * 11 * 2**20)
    page = visit()
    enter(page)

    choose(page, big)

    expect(page.get_by_role("status")).to_contain_text("一张最多 10 MB")
    expect(page.locator(".mine")).to_have_count(0)


# As a browser would: a file in a clipboard or under the pointer.
DELIVER = """async (target, [type, bytes]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], 'shoe.jpg', { type: 'image/jpeg' }));
  const options = { bubbles: true, cancelable: true, composed: true };
  const event = type === 'paste' ? new ClipboardEvent(type, { ...options, clipboardData: carried })
    : new DragEvent(type, { ...options, dataTransfer: carried });
  target.dispatchEvent(event);
}"""


# The browser keeps the file a moment after the message is shown.
IS_KEPT = """() => new Promise((resolve) => {
  indexedDB.open('xiaoer', 1).onsuccess = ({ target }) => {
    const photos = target.result.transaction('photos').objectStore('photos').count();
    photos.onsuccess = () => resolve(photos.result === 1);
  };
})"""


def test_a_photo_may_be_pasted(visit):
    page = visit()
    enter(page)

    field(page).evaluate(DELIVER, ["paste", list(jpeg())])

    expect(photos(page)).to_have_count(1)


def test_a_photo_may_be_dropped(visit, shoot):
    page = visit()
    enter(page)
    panel = page.get_by_role("dialog", name="禾木衣橱")

    panel.evaluate(DELIVER, ["dragover", list(jpeg())])
    expect(page.get_by_text("松开鼠标，发送图片")).to_be_visible()
    shoot(page, "photo-drop")
    panel.evaluate(DELIVER, ["drop", list(jpeg())])

    expect(photos(page)).to_have_count(1)
    expect(page.get_by_text("松开鼠标，发送图片")).to_be_hidden()


def test_several_photos_stand_in_the_order_in_which_they_were_chosen(visit, desk):
    page = visit()
    enter(page)

    choose(page, *[a_file(jpeg((side, 100)), f"{side}.jpg") for side in (300, 200, 400)])
    expect(photos(page)).to_have_count(3)
    settled(page)

    widths = (
        photos(page)
        .locator("img")
        .evaluate_all("images => Promise.all(images.map(image => image.decode().then(() => image.naturalWidth)))")
    )
    assert widths == [300, 200, 400]
    assert len(stored(desk)) == 3


def test_a_photo_chosen_while_the_line_is_cut_survives_a_closed_page(visit, desk):
    page = visit()
    enter(page)
    desk.stop()
    expect(page.get_by_text("网络断开，正在重连…")).to_be_visible()
    choose(page, a_file(shoe()))
    expect(page.locator(".mine")).to_contain_text("待发送")
    expect(page.locator("canvas.preview")).to_be_visible()
    page.wait_for_function(IS_KEPT)
    page.goto("about:blank")
    desk.start()

    page.goto(desk.address)
    connected(page)

    expect(photos(page)).to_have_count(1)
    settled(page)
    assert len(stored(desk)) == 1


def test_a_photo_whose_receipt_is_lost_is_neither_doubled_nor_left_pending(visit, desk):
    page = visit()
    enter(page)
    lost = []

    def lose_the_first_receipt(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    page.route(UPLOAD, lose_the_first_receipt)
    choose(page, a_file(shoe()))

    expect(photos(page)).to_have_count(1)
    expect(bot_said(page)).to_have_count(1)
    settled(page)
    assert len(lost) == len(stored(desk)) == 1


def test_an_address_that_has_become_too_old_is_asked_for_again(visit, desk):
    page = visit()
    enter(page)
    choose(page, a_file(shoe()))
    expect(photos(page)).to_have_count(1)
    settled(page)
    old = []

    def too_old(route):
        if old:
            route.continue_()
        else:
            old.append(route.request.url)
            route.fulfill(status=404)

    page.route(re.compile(r"/api/chat/photos/"), too_old)
    page.context.clear_cookies()
    page.reload()

    # The first picture that comes is none; the widget then asks for the address anew.
    expect(photos(page).locator("img")).not_to_have_js_property("naturalWidth", 0)
    assert is_drawn(photos(page))
    assert len(old) == 1


def test_a_picture_of_the_person_is_shown_too(visit, desk, shoot):
    page = visit("/?as=demo")
    enter(page)
    say(page, "转人工")
    expect(page.get_by_role("status")).to_contain_text("您排在第 1 位")
    desk.agent("take")

    desk.agent("photos", content=shoe())

    picture = page.get_by_role("button", name="查看大图：图片")
    expect(picture).to_be_visible()
    assert is_drawn(picture)
