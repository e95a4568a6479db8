import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  busy,
  cancel,
  ended,
  hold,
  isBeingCancelled,
  letGo,
  next,
  quiet,
  refused,
  started,
  want,
} from './reply-turns.ts'

/** The model's side: refuses a second response, and the cancel of none. */
class Model {
  active: string | undefined
  readonly #told: (readonly ['started' | 'ended', string])[] = []
  #count = 0

  create(): void {
    assert.equal(this.active, undefined, 'two responses would be active')
    this.active = `r${this.#count++}`
    this.#told.push(['started', this.active])
  }

  finish(): void {
    if (this.active === undefined) return
    this.#told.push(['ended', this.active])
    this.active = undefined
  }

  /** What is on its way to us arrives in order. */
  arrives() {
    return this.#told.shift()
  }
}

const deeds = ['want', 'say', 'hold', 'let-go', 'ask', 'cancel', 'finish', 'arrive', 'refuse', 'busy'] as const

describe('whose turn it is, over any history', () => {
  it('creates no second response, cancels nothing twice, and asks in the end for what is wanted', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...deeds), { maxLength: 60 }), holds), { numRuns: 10_000 })
  })
})

function holds(history: readonly (typeof deeds)[number][]) {
  const model = new Model()
  const cancelled = new Set<string>()
  let turns = quiet
  const ask = () => {
    const { turns: asked, reply } = next(turns)
    turns = asked
    if (reply !== undefined) model.create()
  }
  const arrive = () => {
    const [is, id] = model.arrives() ?? []
    if (id === undefined) return
    turns = is === 'started' ? started(turns, id) : ended(turns, id)
  }
  for (const deed of history) {
    if (deed === 'want') turns = want(turns, {})
    else if (deed === 'say') turns = want(turns, { say: 'x' })
    else if (deed === 'hold') turns = hold(turns)
    else if (deed === 'let-go') turns = letGo(turns)
    else if (deed === 'ask') ask()
    else if (deed === 'finish') model.finish()
    else if (deed === 'arrive') arrive()
    else if (deed === 'cancel') {
      const { turns: stopped, cancelled: tells } = cancel(turns)
      turns = stopped
      if (!tells || model.active === undefined) continue
      assert.ok(!cancelled.has(model.active), 'a response is cancelled twice')
      cancelled.add(model.active)
      assert.ok(isBeingCancelled(turns, model.active))
    }
    // A vendor that refuses what it was never asked for changes nothing that is running.
    else if (deed === 'refuse' && turns.active.is === 'none') turns = refused(turns)
    else if (deed === 'busy' && turns.active.is === 'running') turns = busy(turns)
  }
  turns = letGo(want(turns, {}))
  for (let i = 0; i < 200 && turns.wanted !== undefined; i++) {
    model.finish()
    arrive()
    ask()
  }
  assert.equal(turns.wanted, undefined, 'what is wanted is never asked for')
}
