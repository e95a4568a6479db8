import type { DocumentSnapshot, Transaction } from '@google-cloud/firestore'
import { toMs } from '../moments.ts'
import type { Claimed, ClaimedTime, SlotClaims } from '../slot-claims.ts'
import type { Database } from './database.ts'
import { idOf } from './ids.ts'
import {
  claimedTime,
  type DayName,
  dayOf,
  daysOf,
  isInTheWay,
  nameOf,
  newTime,
  type StoredDay,
  type StoredHolder,
  type StoredTime,
  storedDay,
  storedHolder,
} from './slot-documents.ts'

interface When {
  readonly now: string
  readonly until: string
}

/** As many values as one query takes. */
const mostCalendarsAtOnce = 30
/** So much longer than what is held: late words of an old fence are known as such. */
const holderKeptMs = 24 * 3_600_000

/** A document for each calendar and day holds its times, so that two who want the same time write the same document. */
export class SlotClaimsCollection implements SlotClaims {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  claim(holder: string, times: readonly ClaimedTime[], { now, until }: When): Promise<Claimed> {
    const [nowMs, untilMs] = [toMs(now), toMs(until)]
    const wanted = times.map((time) => newTime(holder, untilMs, time))
    const named = wanted.flatMap((one) => daysOf(one).map((day) => ({ ...day, time: one.time })))
    return this.#database.transact('claiming times', async (tx): Promise<Claimed> => {
      const before = await this.#holder(tx, holder)
      const days = await this.#days(tx, [...named, ...(before?.days ?? [])])
      const standing = days.map((day) => ({ ...day, times: othersOf(day, holder, nowMs) }))
      const isTaken = named.some(({ time, ...name }) =>
        standing.some((day) => nameOf(day) === nameOf(name) && day.times.some((other) => isInTheWay(other, time))),
      )
      if (isTaken) return { state: 'taken' }
      for (const day of standing) {
        const own = named.filter((one) => nameOf(one) === nameOf(day)).map(({ time }) => time)
        this.#write(tx, { ...day, times: [...day.times, ...own] })
      }
      // By the clock too: it grows on where the holder's document was removed meanwhile.
      const fence = Math.max((before?.fence ?? 0) + 1, nowMs)
      const held = named.map(({ calendarId, day }) => ({ calendarId, day }))
      this.#writeHolder(tx, holder, { fence, untilMs, days: unique(held) })
      return { state: 'held', fence }
    })
  }

  keep(holder: string, fence: number, { now, until }: When): Promise<boolean> {
    return this.#database.transact('keeping times', async (tx) => {
      const before = await this.#holder(tx, holder)
      if (before === undefined || before.fence !== fence || before.untilMs <= toMs(now)) return false
      const untilMs = Math.max(before.untilMs, toMs(until))
      for (const day of await this.#days(tx, before.days)) {
        this.#write(tx, {
          ...day,
          times: day.times.map((time) => (time.holder === holder ? { ...time, untilMs } : time)),
        })
      }
      this.#writeHolder(tx, holder, { ...before, untilMs })
      return true
    })
  }

  async release(holder: string, fence: number): Promise<void> {
    await this.#database.transact('giving times back', async (tx) => {
      const before = await this.#holder(tx, holder)
      if (before === undefined || before.fence !== fence) return
      for (const day of await this.#days(tx, before.days)) {
        this.#write(tx, { ...day, times: day.times.filter((time) => time.holder !== holder) })
      }
      this.#writeHolder(tx, holder, { fence, untilMs: before.untilMs, days: [] })
    })
  }

  async within(calendarIds: readonly string[], span: { readonly from: string; readonly to: string }, now: string) {
    const [fromMs, untilMs, nowMs] = [toMs(span.from), toMs(span.to), toMs(now)]
    const slices = Array.from({ length: Math.ceil(calendarIds.length / mostCalendarsAtOnce) }, (_, n) => {
      const some = calendarIds.slice(n * mostCalendarsAtOnce, (n + 1) * mostCalendarsAtOnce)
      return this.#collection
        .where('calendarId', 'in', some)
        .where('day', '>=', dayOf(fromMs))
        .where('day', '<=', dayOf(untilMs))
    })
    const found = await Promise.all(
      slices.map((slice) => this.#database.steadily('reading claims', () => slice.orderBy('day').get())),
    )
    const days = found.flatMap(({ docs }) => docs.map((doc) => storedDay.parse(doc.data())))
    const told = days.flatMap(({ calendarId, day, times }) =>
      times
        .filter((time) => time.needsFromMs < untilMs && fromMs < time.needsToMs && time.untilMs > nowMs)
        // One that goes past midnight stands in two documents, and is told from the first that was looked into.
        .filter((time) => day === Math.max(dayOf(Math.min(time.fromMs, time.needsFromMs)), dayOf(fromMs)))
        .map((time) => ({ calendarId, time })),
    )
    const inOrder = told.sort((a, b) => a.time.fromMs - b.time.fromMs || (a.time.holder < b.time.holder ? -1 : 1))
    return inOrder.map(({ calendarId, time }) => claimedTime(calendarId, time))
  }

  get #collection() {
    return this.#database.collection('slotDays')
  }

  #dayRef({ calendarId, day }: DayName) {
    return this.#collection.doc(idOf(calendarId, String(day)))
  }

  #holderRef(holder: string) {
    return this.#database.collection('slotHolders').doc(idOf(holder))
  }

  async #holder(tx: Transaction, holder: string): Promise<StoredHolder | undefined> {
    const found = await tx.get(this.#holderRef(holder))
    return found.exists ? storedHolder.parse(found.data()) : undefined
  }

  /** Each day once, empty where there is no document. */
  async #days(tx: Transaction, names: readonly DayName[]): Promise<StoredDay[]> {
    const asked = unique(names)
    if (asked.length === 0) return []
    const found: (DocumentSnapshot | undefined)[] = await tx.getAll(...asked.map((name) => this.#dayRef(name)))
    return asked.map(({ calendarId, day }, index) =>
      found[index]?.exists ? storedDay.parse(found[index]?.data()) : { calendarId, day, times: [] },
    )
  }

  #write(tx: Transaction, day: StoredDay): void {
    const ref = this.#dayRef(day)
    if (day.times.length === 0) tx.delete(ref)
    else tx.set(ref, { ...day, expireAt: new Date(Math.max(...day.times.map(({ untilMs }) => untilMs))) })
  }

  #writeHolder(tx: Transaction, holder: string, held: StoredHolder): void {
    tx.set(this.#holderRef(holder), { ...held, expireAt: new Date(held.untilMs + holderKeptMs) })
  }
}

const othersOf = (day: StoredDay, holder: string, nowMs: number): StoredTime[] =>
  day.times.filter((time) => time.holder !== holder && time.untilMs > nowMs)

const unique = (names: readonly DayName[]): DayName[] =>
  [...new Map(names.map((name) => [nameOf(name), name])).values()].map(({ calendarId, day }) => ({ calendarId, day }))
