import { type Html, html } from './html.ts'

export interface Page {
  readonly title: string
  readonly body: Html
  /** Who is signed in, and the token of their forms. */
  readonly session?: { readonly name: string; readonly formToken: string }
}

/** A whole document. What it loads lies beside it: the policy of the page allows nothing from elsewhere and nothing inline. */
export const document = ({ title, body, session }: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Frontdesk</title>
<link rel="stylesheet" href="/assets/page.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${session !== undefined && html`<script type="module" src="/assets/page.js"></script>`}
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header class="top">
<span class="mark">Frontdesk</span>
${
  session !== undefined &&
  html`<nav aria-label="Pages"><a href="/callbacks" aria-current="page">Callbacks</a></nav>
<form class="who" method="post" action="/sign-out">
<input type="hidden" name="formToken" value="${session.formToken}">
<span>${session.name}</span><button class="quiet">Sign out</button></form>`
}
</header>
<main id="main">
${body}
</main>
</body>
</html>
`.text
