import type { Topic } from '@frontdesk/events'
import { canonical, type Filter } from '../filter.ts'

export const topics = ['tool-requests', 'tool-results', 'call-events'] as const satisfies readonly Topic[]

/** The one topic, and the one subscription of it, that hold what used up its tries. */
export const deadLetters = 'dead-letters'

/** Every name begins with the prefix, so that several houses can share a project. */
export interface Names {
  topic(name: Topic | typeof deadLetters): string
  subscription(name: string): string
  /** The house's own name of a subscription that the service names, with or without its path; undefined for another house's. */
  ownName(full: string): string | undefined
}

export const namesWith = (prefix: string): Names => ({
  topic: (name) => prefix + name,
  subscription: (name) => prefix + name,
  ownName: (full) => {
    const last = full.slice(full.lastIndexOf('/') + 1)
    return last.startsWith(prefix) ? last.slice(prefix.length) : undefined
  },
})

/** In the service's filter language, always the same text for the same filter: it is compared with what stands there. */
export function filterText(filter: Filter): string {
  const wanted: Filter = JSON.parse(canonical(filter))
  return Object.entries(wanted)
    .map(([key, value]) => `attributes.${key} = ${JSON.stringify(value)}`)
    .join(' AND ')
}
