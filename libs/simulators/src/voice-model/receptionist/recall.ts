import type { Happening } from './happening.ts'

/**
 * An account of a call so far, as an application seeds a new session with it: lines `Caller: …`, `You: …` and
 * `Tool name({…}) -> {…}`, the last without an answer while the tool still runs. Anything else in the text is for a cleverer
 * model than this one. Empty when there is no such line and no word of a call under way.
 */
export function recall(text: string): readonly Happening[] {
  if (/^Correction: you told the caller/.test(text)) return [{ kind: 'put-right' }]
  const happenings = text.split('\n').flatMap((line, index) => fromLine(line.trim(), index))
  const goesOn = happenings.length > 0 || /without greeting|do not greet|already under way|was interrupted/i.test(text)
  return goesOn ? [{ kind: 'resumed' }, ...happenings] : []
}

function fromLine(line: string, index: number): readonly Happening[] {
  const [, who, words = ''] = /^(?:[-*] )?(Caller|You): ?(.*)$/.exec(line) ?? []
  if (who === 'Caller') return [{ kind: 'caller-said', text: isNoWords(words) ? null : words }]
  if (who === 'You') return words === '' ? [] : [{ kind: 'agent-said', text: words }]
  const [, tool, argumentsJson = '', output = ''] = /^(?:[-*] )?Tool (\w+)\((.*)\) ?(?:->|→) ?(.*)$/.exec(line) ?? []
  if (!tool) return []
  const callId = `recalled-${index}`
  const asked = { kind: 'tool-asked', callId, tool, argumentsJson } as const
  return /^\(?still running/.test(output) ? [asked] : [asked, { kind: 'tool-answered', callId, tool, output }]
}

/** `[unintelligible]` and the like. */
const isNoWords = (words: string) => words === '' || /^[[(].*[\])]$/.test(words)
