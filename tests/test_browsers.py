"""Browser tests wait for functions: a bare expression is refused by a page's policy if it is not true at once."""

import ast
import re
from pathlib import Path

import pytest

from browsers import EXPLAINED

ROOT = Path(__file__).parents[1]
FUNCTION = re.compile(r"(\([^)]*\)|\w+) =>")


def waits():
    """Every argument of ``wait_for_function`` that is written where it is used, with its file and line."""
    for path in (p for part in ("tests", "tools", "benchmarks") for p in sorted((ROOT / part).rglob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "wait_for_function":
                first = node.args[0]
                if isinstance(first, ast.JoinedStr):
                    first = first.values[0]
                if isinstance(first, ast.Constant):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", first.value


def test_no_bare_expression_is_waited_for():
    found = list(waits())
    assert len(found) > 8
    assert [where for where, text in found if not FUNCTION.match(text)] == []


@pytest.mark.browser
def test_what_a_policy_refuses_is_said_with_where(browser):
    context = browser.new_context()
    context.add_init_script(EXPLAINED)
    page, said = context.new_page(), []
    page.on("console", lambda line: said.append(line.text))
    policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
    page.route("**/*", lambda route: route.fulfill(body=f"{policy}<p style='color: red'>x", content_type="text/html"))
    page.goto("http://127.0.0.1:9/")
    page.wait_for_function("() => document.readyState === 'complete'")
    context.close()
    assert any(line.startswith("policy: style-src") for line in said)
