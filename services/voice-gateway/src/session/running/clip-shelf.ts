import type { Language, Line } from '@frontdesk/line'
import type { Clips } from '../clips.ts'

/** What agents said beside a conversation, kept in this process for later calls in the same voice. */
export interface ClipShelf {
  of(line: Pick<Line, 'agent' | 'languages'>): Clips['held']
  keep(line: Pick<Line, 'agent' | 'languages'>, clips: Clips['held']): void
}

/** I6: voices there are a dozen of; a clip has some 15 KB. */
const mostVoices = 64

/** @param model whose voices these are */
export function clipShelf(model: string): ClipShelf {
  const shelf = new Map<string, Partial<Record<Language, string>>>()
  const nameOf = ({ agent }: Pick<Line, 'agent'>) => `${model} ${agent.voice}`
  return {
    of: (line) => shelf.get(nameOf(line)) ?? {},
    keep(line, clips) {
      const name = nameOf(line)
      if (shelf.size >= mostVoices && !shelf.has(name)) return
      shelf.set(name, { ...shelf.get(name), ...clips })
    },
  }
}
