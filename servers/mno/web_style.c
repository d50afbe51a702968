/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages look like, and what they do where an entitlement client shows them. */
#include "servers/mno/web_html.h"

/* From 320 pixels on, in light and dark; contrasts are those that WCAG 2 asks for at level AA, and
 * whatever can be pressed is at least 44 pixels high. */
const char html_style[] =
	":root{color-scheme:light dark;--back:#f2f5f7;--card:#fff;--text:#16202a;--soft:#4a5865;"
	"--line:#c9d2da;--border:#6d7b88;--accent:#0a5a9c;--on-accent:#fff;--bad:#a3231b;"
	"--bad-back:#fdeeed;--good:#1c6a37;--good-back:#ebf6ee}\n"
	"@media (prefers-color-scheme:dark){:root{--back:#10161b;--card:#1a2229;--text:#e9eef2;"
	"--soft:#adb9c4;--line:#36424c;--border:#8594a1;--accent:#8cc4f7;--on-accent:#06233c;"
	"--bad:#ffaca5;--bad-back:#3a1d1b;--good:#93d8aa;--good-back:#17301f}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;padding:0 1rem;background:var(--back);color:var(--text);"
	"font:1rem/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif;"
	"overflow-wrap:anywhere}\n"
	"header,main,footer{max-width:36rem;margin:0 auto}\n"
	"header p{margin:1rem 0;font-weight:600;color:var(--soft)}\n"
	"main{background:var(--card);border:1px solid var(--line);border-radius:.75rem;"
	"padding:1.25rem}\n"
	"footer p{margin:1rem 0 2rem;font-size:.875rem;color:var(--soft)}\n"
	"h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}\n"
	"h2{margin:1.5rem 0 .5rem;font-size:1.125rem}\n"
	"p{margin:.5rem 0}\n"
	"dl{margin:1rem 0}\n"
	"dt{color:var(--soft);font-size:.875rem}\n"
	"dd{margin:0 0 .5rem}\n"
	"@media (min-width:30rem){dl{display:grid;grid-template-columns:7rem 1fr;"
	"gap:.25rem 1rem}dt{font-size:1rem}dd{margin:0;min-width:0}}\n"
	"ol,ul{margin:.5rem 0;padding-left:1.5rem}\n"
	"li{margin:.375rem 0}\n"
	"dl.card{border-top:1px solid var(--line);padding-top:.5rem;margin:.5rem 0}\n"
	"form{margin:1.5rem 0 0}\n"
	"label{display:block;margin:0 0 .25rem;font-weight:600}\n"
	"input,button{font:inherit;min-height:2.75rem;border-radius:.5rem;"
	"border:1px solid var(--border)}\n"
	"input{width:100%;padding:.5rem .75rem;background:var(--card);color:var(--text)}\n"
	"input.code{max-width:12rem;font-size:1.5rem;letter-spacing:.25em;"
	"font-variant-numeric:tabular-nums}\n"
	".hint{font-size:.875rem;color:var(--soft)}\n"
	".buttons{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1rem}\n"
	"button{flex:1 1 8rem;padding:.5rem 1.25rem;font-weight:600;cursor:pointer;"
	"background:var(--card);color:var(--text)}\n"
	"button.main{background:var(--accent);border-color:var(--accent);"
	"color:var(--on-accent)}\n"
	"a{color:var(--accent)}\n"
	":focus-visible{outline:3px solid var(--accent);outline-offset:2px}\n"
	".good,.bad,.note{border-left:.25rem solid;border-radius:.25rem;padding:.5rem .75rem}\n"
	".note{background:var(--back)}\n"
	".good{color:var(--good);background:var(--good-back)}\n"
	".bad{color:var(--bad);background:var(--bad-back)}\n"
	".bad::first-letter{text-transform:uppercase}\n";

/* An entitlement client that shows the pages is told how the user has decided by what TS.43 6.7
 * calls a web view callback. Elsewhere there is no such object, and people close the page. */
const char html_script[] =
	"\"use strict\";\n"
	"const client = window.ODSAServiceFlow;\n"
	"const outcome = document.querySelector(\"[data-outcome]\").dataset.outcome;\n"
	"if (client && outcome === \"finished\")\n"
	"\tclient.finishFlow();\n"
	"else if (client)\n"
	"\tclient.dismissFlow();\n";
