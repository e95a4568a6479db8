// What the page does beyond what it is without a script: the list stays fresh, and a button does not load the page anew.

const REFRESH_EVERY_MS = 5_000

const queue = document.getElementById('queue')
const notice = document.getElementById('notice')
let shown = ''

/** Puts the fresh list in place without taking away where the person is: the focus, and what they unfolded. */
function show(text) {
  if (text === shown) return
  const key = document.activeElement?.dataset?.key
  const unfolded = [...queue.querySelectorAll('details[open]')].map((details) => details.dataset.key)
  queue.innerHTML = text
  shown = text
  for (const details of queue.querySelectorAll('details')) details.open = unfolded.includes(details.dataset.key)
  if (key !== undefined) queue.querySelector(`button[data-key="${CSS.escape(key)}"]`)?.focus()
}

async function refresh() {
  const response = await fetch('/callbacks/list', { redirect: 'manual' })
  if (response.type === 'opaqueredirect') location.assign('/sign-in')
  else if (response.ok) show(await response.text())
}

async function act(form) {
  const buttons = form.closest('.buttons')?.querySelectorAll('button') ?? []
  for (const button of buttons) button.disabled = true
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(new FormData(form)),
    })
    if (response.status === 401) location.assign('/sign-in')
    const answer = await response.json()
    say(answer.message, answer.ok)
  } catch {
    say('That could not be sent. Is the network there?', false)
  } finally {
    for (const button of buttons) button.disabled = false
    shown = ''
    await refresh().catch(() => {})
  }
}

function say(text, isGood) {
  notice.textContent = text
  notice.classList.toggle('fault', !isGood)
}

if (queue !== null) {
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('form[data-act]')) return
    event.preventDefault()
    act(event.target)
  })
  setInterval(() => {
    if (!document.hidden) refresh().catch(() => say('The list may be old: the server cannot be reached.', false))
  }, REFRESH_EVERY_MS)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refresh().catch(() => {})
  })
}
