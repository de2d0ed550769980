"""What browser tests have in common."""

EXPLAINED = """addEventListener("securitypolicyviolation", (event) => console.error(
  `policy: ${event.effectiveDirective} of ${event.blockedURI} ` +
  `at ${event.sourceFile}:${event.lineNumber} ${event.sample}`
));"""
"""For ``add_init_script``: what a page's policy refuses is said with what and where it was.

The browser's driver looks again at a bare expression that is waited for by evaluating its text, which a policy without
``unsafe-eval`` refuses. It is the driver that is refused then, not the page: wait for a function instead, which is
evaluated once (``test_browsers.py``).
"""
