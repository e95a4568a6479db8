import { html } from './html.ts'
import { document } from './layout.ts'

const refusals = {
  wrong: 'The name or the password is wrong.',
  'too-many': 'That was tried too often. Please wait ten minutes.',
} as const

export const signInPage = (refused?: keyof typeof refusals): string =>
  document({
    title: 'Sign in',
    body: html`<form class="sign-in" method="post" action="/sign-in">
<h1>Sign in</h1>
${refused !== undefined && html`<p class="fault" role="alert">${refusals[refused]}</p>`}
<label for="name">Name</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="main">Sign in</button>
</form>`,
  })
