"""What a page must be wherever a journey looks at it: no wider than its screen, quiet, usable by everybody.

Its picture is kept. A page opened by `a_page` remembers what the browser complained about until somebody looks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from weakref import WeakKeyDictionary, WeakSet

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN_AXE = "axe.run(document, {iframes: false, resultTypes: ['violations']})"  # a paper in its frame is not ours
SIZES = """[...new Set([...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
    && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => getComputedStyle(e).fontSize))]"""
GIVEN_UP = ("net::ERR_ABORTED", "htmx:sendAbort", "htmx:afterRequest")  # by the page: one types on, or goes elsewhere
SAID_BETTER = "Failed to load resource"  # by the answer itself, which knows its address
WITHOUT_SCRIPTS: WeakSet[BrowserContext] = WeakSet()
FAULTS: WeakKeyDictionary[BrowserContext, list[str]] = WeakKeyDictionary()


def a_page(browser: Browser, size: dict[str, int], *, has_scripts: bool = True) -> Page:
    """A page of a browser nobody has used, on a screen of that size, that is watched from its first request on."""
    about = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "java_script_enabled": has_scripts}
    context = browser.new_context(viewport=size, **about)
    if not has_scripts:
        WITHOUT_SCRIPTS.add(context)
    faults = FAULTS[context] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith((SAID_BETTER, *GIVEN_UP)):
            faults.append(message.text)

    def answered(response: Response) -> None:
        if response.status >= 400:
            what = "page" if response.request.is_navigation_request() else response.request.url
            faults.append(f"{response.status} {what}")

    def failed(request: Request) -> None:
        if request.failure not in GIVEN_UP:
            faults.append(f"{request.failure} {request.url}")

    context.on("console", said)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("response", answered)
    context.on("requestfailed", failed)
    return context.new_page()


def look(page: Page, name: str, *, status: int = 200) -> None:
    """Keep its picture and judge it; `status` is that of a page which comes back with what was wrong."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"]
    # The caret stays: hiding it would write an inline style, which our policy forbids.
    page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True, caret="initial")
    assert page.evaluate("document.documentElement.scrollWidth") == width, f"{name} scrolls sideways"
    assert set(page.evaluate(SIZES)) <= {"32px", "16px", "14px"}
    found = hindrances(page)
    assert not found, f"{name}:\n{found}"
    faults = faults_of(page)
    assert faults == ([] if status < 400 else [f"{status} page"]), f"{name}: {faults}"


def faults_of(page: Page) -> list[str]:
    """What the browser complained about since one last looked."""
    faults = FAULTS[page.context]
    found = faults[:]
    faults.clear()
    return found


def hindrances(page: Page) -> str:
    """What axe-core finds in the way of somebody: each rule with its elements, and what would help."""
    with scripts_allowed(page) as judged:
        judged.evaluate(AXE)
        found = judged.evaluate(RUN_AXE)["violations"]
    return "\n".join(
        f"{rule['impact']}: {rule['id']}, {rule['help']}\n"
        + "\n".join(f"  {node['target']} {node['html'][:200]}\n    {node['failureSummary']}" for node in rule["nodes"])
        for rule in found
    )


@contextmanager
def scripts_allowed(page: Page) -> Iterator[Page]:
    """The page; where its journey goes without scripts, the same page at the same address in which axe-core can run."""
    if page.context not in WITHOUT_SCRIPTS:
        yield page
        return
    content = page.content()
    with page.context.browser.new_context(viewport=page.viewport_size, locale="zh-CN") as context:
        twin = context.new_page()
        twin.route(page.url, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
        twin.goto(page.url)
        yield twin
