"""Rows are drawn as a table where there is room, and as records where there is not."""

from hivkg.tables import draw_table

COLUMNS = ["case", "says"]
ROWS = [["case:oslo-patient", "in remission two years after stopping therapy"], ["case:x", ""]]


def test_a_table_takes_the_room_it_needs_and_ends_lines_bare() -> None:
    assert draw_table(COLUMNS, ROWS, None) == (
        "case                says\n"
        "─────────────────────────────────────────────────────────────────\n"
        "case:oslo-patient   in remission two years after stopping therapy\n"
        "case:x\n"
    )


def test_where_a_table_has_no_room_each_row_is_a_record_and_no_name_is_broken() -> None:
    assert draw_table(COLUMNS, ROWS, 30) == (
        "case  case:oslo-patient\nsays  in remission two years\n      after stopping therapy\n\ncase  case:x\n\n"
    )


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in draw_table(["x"], [["\x1b[31mred"]], None)
    assert "\ufffd[31mred" in draw_table(["x"], [["\x1b[31mred"]], None)


def test_markup_is_shown_as_it_is() -> None:
    assert "[bold]x[/bold]" in draw_table(["x"], [["[bold]x[/bold]"]], None)
