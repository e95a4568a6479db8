import type { Acted, Action } from '../callbacks/actions.ts'
import type { Queue } from '../callbacks/queue.ts'
import type { CallbackView } from '../callbacks/view.ts'
import { type Html, html } from './html.ts'
import { document } from './layout.ts'

export interface CallbacksPage {
  readonly queue: Queue
  readonly session: { readonly name: string; readonly formToken: string }
  /** They have a telephone that can be rung. */
  readonly canRing: boolean
  readonly now: Temporal.Instant
  /** What came of what was just done without the script. */
  readonly notice?: string
}

export const callbacksPage = (page: CallbacksPage): string =>
  document({
    title: 'Callbacks',
    session: page.session,
    body: html`<div class="head"><h1>Callbacks</h1></div>
<p id="notice" class="notice" role="status" aria-live="polite">${page.notice ?? null}</p>
${!page.canRing && html`<p class="hint">You have no telephone here, so that “Ring now” is not offered. Your administrator sets it with your name.</p>`}
<div id="queue">${callbacksList(page)}</div>`,
  })

/** The part that is fetched again and again. */
export function callbacksList({ queue, session, now }: Pick<CallbacksPage, 'queue' | 'session' | 'now'>): Html {
  const { callbacks, isCut } = queue
  if (callbacks.length === 0)
    return html`<p class="empty"><strong>Nobody is waiting to be rung back.</strong><br>What the agent promises appears here by itself.</p>`
  return html`<p class="counts">${countsOf(callbacks)}</p>
<ol class="cards">${callbacks.map((callback) => card(callback, session.formToken, now))}</ol>
${isCut && html`<p class="hint">Only the ${callbacks.length} most overdue are shown.</p>`}`
}

function countsOf(callbacks: readonly CallbackView[]): string {
  const overdue = callbacks.filter(({ isOverdue }) => isOverdue).length
  const unclaimed = callbacks.filter(({ state }) => state === 'open').length
  const mine = callbacks.filter(({ isMine }) => isMine).length
  return [`${callbacks.length} waiting`, `${overdue} overdue`, `${unclaimed} not taken`, `${mine} yours`].join(' · ')
}

function card(callback: CallbackView, formToken: string, now: Temporal.Instant): Html {
  const { callbackId, caller, name, reason, summary, business, isOverdue, isMine } = callback
  const who = name ?? caller ?? 'Number withheld'
  const classes = ['card', ...(isOverdue ? ['overdue'] : []), ...(isMine ? ['mine'] : [])].join(' ')
  return html`<li class="${classes}" id="${callbackId}" aria-labelledby="${callbackId}-who">
<div class="due"><time class="left" datetime="${callback.dueAt}">${leftUntil(callback.dueAt, now)}</time>
<span class="by">promised by ${callback.due}</span></div>
<div class="about">
<h2 id="${callbackId}-who">${who}</h2>
${caller !== null && html`<p class="number">${name !== null && caller} <a href="tel:${caller}">${name === null ? 'dial yourself' : 'dial'}</a></p>`}
<p class="reason">${reason}</p>
${summary !== null && html`<p class="summary">${summary}</p>`}
<p class="where">${business}</p>
${steps(callback)}
</div>
<div class="doing">
<p class="state">${stateOf(callback)}</p>
${callback.actions.length > 0 && html`<div class="buttons">${callback.actions.map((action) => button(callback, action, who, formToken))}</div>`}
</div>
</li>`
}

function stateOf({ ringing, isMine, owner, state, attempts }: CallbackView): Html {
  const tries = attempts === 0 ? '' : attempts === 1 ? ' · rung once' : ` · rung ${attempts} times`
  if (ringing !== null) return html`<span class="chip live">${ringing}</span>`
  if (state === 'open') return html`<span class="chip">Not taken</span>${tries}`
  return html`<span class="chip ${isMine ? 'own' : 'taken'}">${isMine ? 'Yours' : `Taken by ${owner ?? 'somebody'}`}</span>${tries}`
}

const steps = ({ callbackId, steps }: CallbackView): Html =>
  html`${
    steps.length > 0 &&
    html`<details data-key="${callbackId}"><summary>What was done</summary>
<ol class="steps">${steps.map(({ at, when, text }) => html`<li><time datetime="${at}">${when}</time> ${text}</li>`)}</ol></details>`
  }`

const labels: Readonly<Record<Action, string>> = {
  ring: 'Ring now',
  claim: 'Claim',
  done: 'Done',
  'gave-up': 'Gave up',
  'hand-back': 'Hand back',
  'take-over': 'Take over',
}

const button = ({ callbackId, owner }: CallbackView, action: Action, who: string, formToken: string): Html =>
  html`<form method="post" action="/api/callbacks/${callbackId}/${action}" data-act>
<input type="hidden" name="formToken" value="${formToken}">${action === 'take-over' && html`<input type="hidden" name="from" value="${owner ?? ''}">`}
<button class="${action === 'ring' ? 'main' : 'plain'}" data-key="${callbackId} ${action}" aria-label="${labels[action]}: ${who}">${labels[action]}</button></form>`

/** How long there is, or how long it is over. */
export function leftUntil(dueAt: string, now: Temporal.Instant): string {
  const leftMinutes = Math.trunc((Date.parse(dueAt) - now.epochMilliseconds) / 60_000)
  if (leftMinutes === 0) return 'now'
  return leftMinutes > 0 ? `in ${lengthOf(leftMinutes)}` : `${lengthOf(-leftMinutes)} over`
}

function lengthOf(minutes: number): string {
  if (minutes < 60) return `${minutes} min`
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours < 24) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
  const days = Math.floor(hours / 24)
  return days === 1 ? '1 day' : `${days} days`
}

const done: Readonly<Record<Action, string>> = {
  claim: 'It is yours now.',
  ring: 'Your telephone rings: pick up and press 1.',
  done: 'Done. It has left the list.',
  'gave-up': 'Given up. It has left the list.',
  'hand-back': 'Handed back.',
  'take-over': 'It is yours now.',
}

const refused: Readonly<Record<Extract<Acted, { ok: false }>['why'], string>> = {
  unknown: 'There is no such callback.',
  same: 'It stands so already.',
  'not-open': 'Somebody else has taken it meanwhile.',
  'not-yours': 'It is not yours: somebody else has it, or nobody.',
  finished: 'It was finished meanwhile.',
  ringing: 'It is being rung already.',
  'no-number': 'The caller withheld their number.',
  'no-such-ring': 'That call is over.',
  'no-own-number': 'You have no telephone here that could be rung.',
  'not-placed': 'The telephone network refused the call. Please dial yourself.',
  'not-known': 'The telephone network did not answer. Your telephone may ring; if not, try again in two minutes.',
}

/** What the person is told. */
export const wordsFor = (action: Action, acted: Acted): string => (acted.ok ? done[action] : refused[acted.why])
