"""The table of rules in the documentation is the table of rules in the code."""

from pathlib import Path

from soleus.programme.evidence import RULES, markdown_table

PAGE = Path(__file__).parents[2] / "docs" / "programme.md"


def test_the_documentation_holds_every_rule_with_source_and_grade() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = text.split("<!-- rules: begin -->")[1].split("<!-- rules: end -->")[0].strip()
    assert table == markdown_table()
    rows = table.splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == list(RULES)
    for row, rule in zip(rows, RULES.values(), strict=True):
        assert rule.source in row
        assert f"| {rule.grade} |" in row
