import { noWrongs, type Wrongs } from './audit.ts'
import { kindOf } from './faults.ts'
import { faultsOf } from './plan.ts'
import type { Ran } from './run-scene.ts'

export type Counted = Pick<Ran, 'plan' | 'met' | 'deliveries' | 'end' | 'wrongs' | 'missed'>

/** What a campaign comes to. */
export class Tally {
  scenes = 0
  deliveries = 0
  wrongs: Wrongs = noWrongs
  /** Scenes that were not played as planned. */
  broken = 0
  /** By kind of fault: how often it was planned, and how often it was met. */
  readonly faults = new Map<string, { planned: number; met: number }>()
  readonly ends = new Map<string, number>()

  add({ plan, met, deliveries, end, wrongs, missed = [] }: Counted): void {
    this.scenes += 1
    if (missed.length > 0) this.broken += 1
    this.deliveries += deliveries
    const { doubled, lost, unauthorised, untrue } = this.wrongs
    this.wrongs = {
      doubled: doubled + wrongs.doubled,
      lost: lost + wrongs.lost,
      unauthorised: unauthorised + wrongs.unauthorised,
      untrue: untrue + wrongs.untrue,
    }
    this.ends.set(end, (this.ends.get(end) ?? 0) + 1)
    for (const fault of faultsOf(plan)) {
      this.#count(kindOf(fault), { planned: 1, met: met.includes(fault) ? 1 : 0 })
    }
    for (const [isSo, name] of [
      [plan.isDoubled, 'event: delivered twice at once'],
      [plan.isRepeated, 'event: delivered again when it was done'],
      [plan.isAskedAgain, 'event: answer lost, asked for again'],
      [plan.otherDetails !== 'none', 'model: asks with other details'],
    ] as const) {
      if (isSo) this.#count(name, { planned: 1, met: 1 })
    }
  }

  get total(): string {
    const { doubled, lost, unauthorised, untrue } = this.wrongs
    return `${this.scenes} scenes, ${this.deliveries} deliveries, ${this.faultsMet} faults met: ${doubled} doubled, ${lost} lost, ${unauthorised} unauthorised, ${untrue} untrue${this.broken > 0 ? `; ${this.broken} scenes not played to their end` : ''}`
  }

  get faultsMet(): number {
    return [...this.faults.values()].reduce((sum, { met }) => sum + met, 0)
  }

  get isClean(): boolean {
    return this.broken === 0 && Object.values(this.wrongs).every((count) => count === 0)
  }

  #count(name: string, { planned, met }: { planned: number; met: number }): void {
    const before = this.faults.get(name) ?? { planned: 0, met: 0 }
    this.faults.set(name, { planned: before.planned + planned, met: before.met + met })
  }
}
