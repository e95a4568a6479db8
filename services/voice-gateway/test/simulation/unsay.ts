import type { Item, Scene } from './scene.ts'

/** A frame: what the gateway's reckoning may be off from the ear. */
const mostSurplusMs = 20

/** The model is told how much of an item was heard: held against what it made, and what the ear has heard. */
export function unsay(scene: Scene, item: Item | undefined, heardMs: number) {
  if (item === undefined) return scene.violated('an item is cut that the session never made')
  if (item.cut) scene.violated(`item ${item.number} is cut twice`)
  item.cut = true
  if (heardMs > item.madeMs) scene.violated(`item ${item.number} is cut beyond its end`)
  const surplusMs = heardMs - item.heardMs
  // Into a leg that is half open nobody can hear, and nobody here can know.
  const isKnown = scene.faults.struck.every(({ fault }) => fault !== 'half-open')
  if (isKnown && surplusMs > mostSurplusMs) {
    scene.violated(`item ${item.number}: ${surplusMs} ms more are said to be heard than were`)
  }
}
