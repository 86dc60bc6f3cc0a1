"""What pictures of the pages showed to be wrong, and must stay mended."""

import pytest

from tests.web.browser import in_browser, picture
from tests.web.server import serving
from tests.web.test_browser_take import open_app, settle

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
AFTER = "element => getComputedStyle(element, '::after').content"
DROP_HERE = "[data-testid=stFileUploaderDropzoneInstructions] span"

# The contrast of a text against the first ground behind it that is not see-through.
CONTRAST = """(element) => {
  const canvas = document.createElement("canvas").getContext("2d", {
    willReadFrequently: true,
  });
  const grounds = [];
  for (let each = element; each; each = each.parentElement)
    grounds.unshift(getComputedStyle(each).backgroundColor);
  const paint = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of ["#fff", ...colours]) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((each) => each / 255).map((each) =>
      each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let opacity = 1;
  for (let each = element; each; each = each.parentElement)
    opacity *= Number(getComputedStyle(each).opacity);
  const ground = paint(grounds);
  const full = paint([...grounds, getComputedStyle(element).color]);
  const ink = full.map((each, i) => opacity * each + (1 - opacity) * ground[i]);
  const [low, high] = [light(ground), light(ink)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""


def look(page, address, letter):
    open_app(page, address)
    upload = page.get_by_role("link", name="No camera here").bounding_box()
    page.get_by_text("18 to 50", exact=True).click()
    page.get_by_role("radio", name="0", exact=True).click()
    page.get_by_text("None of these").click()
    page.get_by_text("Still to answer").wait_for()
    contrasts = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme"
            " === scheme",
            arg=scheme,
        )
        for words in ("18 to 50", "Still to answer"):
            shown = page.get_by_text(words).last
            contrasts[f"{words}, {scheme}"] = shown.evaluate(CONTRAST)
    page.set_viewport_size(PHONE)
    scale = page.get_by_role("radiogroup", name="Pain in legs").get_by_role("radio")
    boxes = [each.bounding_box() for each in scale.all()]
    picture(page, "looks-phone")
    page.get_by_role("link", name="Upload clips").last.click()
    settle(page, "Upload clips")
    invited = page.locator(DROP_HERE).evaluate(AFTER)
    page.locator("input[type=file]").set_input_files(letter)
    page.locator("[data-testid=stFileChip][aria-invalid=true]").wait_for()
    told = page.locator("[data-testid=stFileUploader]").evaluate(AFTER)
    picture(page, "looks-refused-file")
    menu = page.locator("[data-testid=stExpandSidebarButton]").evaluate(AFTER)
    other = page.context.new_page()  # this one has a file that is not handed in
    other.goto(f"{address}/settings")
    logo = other.locator(DROP_HERE).evaluate(AFTER)
    return {
        "contrasts": contrasts,
        "boxes": boxes,
        "told": told,
        "menu": menu,
        "upload": upload,
        "invited": [invited, logo],
    }


def test_pages_can_be_read_in_both_themes_and_on_a_phone(tmp_path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4 no video")
    with serving(env={"TMPDIR": str(tmp_path)}) as address:
        seen = in_browser(look, address, str(letter))
    assert min(seen["contrasts"].values()) >= 4.5, seen["contrasts"]
    assert len(seen["boxes"]) == 11
    assert len({box["y"] for box in seen["boxes"]}) == 1
    assert min(box["width"] for box in seen["boxes"]) >= 24
    assert max(box["x"] + box["width"] for box in seen["boxes"]) <= PHONE["width"]
    assert "not a video, or too large" in seen["told"]
    assert "Menu" in seen["menu"]
    assert ["MP4" in each for each in seen["invited"]] == [True, False]
    assert seen["upload"]["y"] + seen["upload"]["height"] <= 900
