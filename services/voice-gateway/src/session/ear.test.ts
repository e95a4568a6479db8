import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import fc from 'fast-check'
import { cleared, echoed, type Playback, received, sent, silent } from './playback.ts'
import { pacedSender } from './running/paced-sender.ts'
import { defaultSettings } from './settings.ts'
import { audioOf } from './testing/given.ts'

const { leadMs, pieceMs } = defaultSettings
const frameMs = 20

interface Line {
  /** When within 20 ms the carrier begins a frame. */
  readonly phaseMs: number
  readonly oneWayMs: number
  /** What each mark is held up besides. */
  readonly heldUpMs: readonly number[]
  readonly deltasMs: readonly number[]
  readonly interruptedAtMs: number
}

/** Things to be done, in the order of their time. */
class Agenda {
  nowMs = 1_000
  #todo: { readonly atMs: number; readonly run: () => void }[] = []

  at(atMs: number, run: () => void): Disposable {
    const entry = { atMs, run }
    const index = this.#todo.findIndex((each) => each.atMs > atMs)
    this.#todo.splice(index < 0 ? this.#todo.length : index, 0, entry)
    return { [Symbol.dispose]: () => this.#drop(entry) }
  }

  #drop(entry: object): void {
    this.#todo = this.#todo.filter((each) => each !== entry)
  }

  until(endMs: number): void {
    for (let next = this.#todo[0]; next !== undefined && next.atMs <= endMs; next = this.#todo[0]) {
      this.#todo.shift()
      this.nowMs = next.atMs
      next.run()
    }
    this.nowMs = endMs
  }
}

/** A carrier that plays in frames of 20 ms, and tells a mark with the frame that reaches it. */
class Ear {
  heardMs = 0
  #bufferedMs = 0
  #marks: { readonly name: string; readonly atMs: number }[] = []

  take(ms: number, name?: string): void {
    this.#bufferedMs += ms
    if (name !== undefined) this.#marks.push({ name, atMs: this.heardMs + this.#bufferedMs })
  }

  frame(): readonly string[] {
    const ms = Math.min(frameMs, this.#bufferedMs)
    this.#bufferedMs -= ms
    this.heardMs += ms
    const reached = this.#marks.filter(({ atMs }) => atMs <= this.heardMs + 1e-9)
    this.#marks = this.#marks.slice(reached.length)
    return reached.map(({ name }) => name)
  }
}

/** How much more we believe was heard than was, when the `clear` arrives. */
function errorMs({ phaseMs, oneWayMs, heldUpMs, deltasMs, interruptedAtMs }: Line): number {
  const agenda = new Agenda()
  const ear = new Ear()
  const startMs = agenda.nowMs
  let account: Playback = silent
  let marks = 0
  const clock = {
    monotonicMs: () => agenda.nowMs,
    after: (ms: number, fn: () => void) => agenda.at(agenda.nowMs + ms, fn),
  }
  const sender = pacedSender({
    ...{ clock, leadMs, pieceMs },
    send: ({ ms }, mark) => void agenda.at(agenda.nowMs + oneWayMs, () => ear.take(ms, mark)),
    sendMark: (mark) => void agenda.at(agenda.nowMs + oneWayMs, () => ear.take(0, mark)),
    onSent: (piece) => {
      account = sent(account, piece, agenda.nowMs)
    },
  })
  const tick = (atMs: number) =>
    agenda.at(atMs, () => {
      for (const mark of ear.frame()) {
        const lateMs = heldUpMs[marks++ % heldUpMs.length] ?? 0
        agenda.at(atMs + oneWayMs + lateMs, () => {
          account = echoed(account, mark, agenda.nowMs).playback
        })
      }
      tick(atMs + frameMs)
    })
  tick(startMs + phaseMs)
  for (const ms of deltasMs) {
    account = received(account, { itemId: 'a', responseId: 'r', session: 1 }, ms, 600_000).playback
    sender.queue('a', PassingAudio.of(audioOf(ms)))
  }
  agenda.until(startMs + interruptedAtMs)
  const believedMs = cleared(account, agenda.nowMs).cut[0]?.heardMs ?? 0
  agenda.until(agenda.nowMs + oneWayMs)
  return believedMs - ear.heardMs
}

const line = (oneWayMs: fc.Arbitrary<number>, deltaMs: fc.Arbitrary<number>): fc.Arbitrary<Line> =>
  fc.record({
    phaseMs: fc.double({ min: 0.1, max: 19.9, noNaN: true }),
    oneWayMs,
    heldUpMs: fc.array(fc.double({ min: 0, max: 15, noNaN: true }), { minLength: 1, maxLength: 9 }),
    deltasMs: fc.array(deltaMs, { minLength: 40, maxLength: 40 }),
    interruptedAtMs: fc.double({ min: 50, max: 3_500, noNaN: true }),
  })
const none = fc.constant(0)
const wholeFrames = fc.integer({ min: 5, max: 20 }).map((frames) => frames * frameMs)

describe('where the caller’s ear is when it is interrupted', () => {
  it('is known to 20 ms, whenever that is and however marks are held up', (t) => {
    let worstMs = 0
    const holds = (each: Line) => {
      const offMs = Math.abs(errorMs(each))
      worstMs = Math.max(worstMs, offMs)
      assert.ok(offMs <= frameMs, `${offMs} ms off`)
    }
    fc.assert(fc.property(line(none, wholeFrames), holds), { numRuns: 600 })
    t.diagnostic(`at most ${worstMs.toFixed(1)} ms off`)
  })

  it('is not overrated over a network, and underrated by no more than a round trip', () => {
    const holds = (each: Line) => {
      const error = errorMs(each)
      assert.ok(error <= frameMs && error >= -frameMs - 2 * each.oneWayMs, `${error} ms off`)
    }
    const network = fc.double({ min: 1, max: 80, noNaN: true })
    fc.assert(fc.property(line(network, wholeFrames), holds), { numRuns: 400 })
  })
})
