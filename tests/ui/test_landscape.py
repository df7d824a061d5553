"""A photograph in its own shape on the page, in a real browser: painted, compared, taken apart."""

from PIL import Image
from visiting import unfold

LANDSCAPE = "?checkpoint=photos-unet-mse&image=7&ratio=50"  # 320×216, so 128×88 pixels in 11 rows of 16 patches


def shape_of(page, selector: str) -> float:
    """Width over height of what is drawn there."""
    box = page.locator(selector).first.bounding_box()
    return box["width"] / box["height"]


def test_a_landscape_is_painted_compared_and_taken_apart_as_one(visit, tmp_path):
    with visit(query=LANDSCAPE) as page:
        fact = '[data-panel="masked"] .fact'
        assert "88 of 176" in page.inner_text(fact)
        assert abs(shape_of(page, '[data-panel="masked"] canvas') - 16 / 11) < 0.03
        page.click('[data-action="clear"]')
        box = page.locator('[data-panel="masked"] canvas').bounding_box()
        page.mouse.click(box["x"] + box["width"] * 15.5 / 16, box["y"] + box["height"] * 10.5 / 11)  # the last patch
        page.wait_for_function(f"document.querySelector('{fact}').textContent.startsWith('1 of 176')")
        page.wait_for_function("new URL(location).searchParams.get('mask')?.endsWith('01')")

        # A picture of another shape rolls a mask of its own, and nothing of the other's is left to undo
        page.locator("#strip button").nth(0).click()
        page.wait_for_function(f"document.querySelector('{fact}').textContent.startsWith('128 of 256')")
        assert page.locator('[data-action="undo"]').is_disabled()
        portrait = tmp_path / "portrait.png"
        Image.linear_gradient("L").resize((216, 320)).save(portrait)
        page.set_input_files("#image-column input[type=file]", portrait)
        page.wait_for_function(f"document.querySelector('{fact}').textContent.startsWith('88 of 176')")
        assert abs(shape_of(page, '[data-panel="masked"] canvas') - 11 / 16) < 0.03
        assert abs(shape_of(page, ".crop .part") - 11 / 16) < 0.03

        unfold(page, "whole")
        page.get_by_text("Every patch hidden once").click()
        page.wait_for_selector(".masks canvas")
        assert abs(shape_of(page, ".masks canvas") - 11 / 16) < 0.05
        page.get_by_role("tab", name="Compare").click()
        page.wait_for_selector(".wall.full .cards figure")
        assert abs(shape_of(page, ".cards canvas") - 11 / 16) < 0.03
