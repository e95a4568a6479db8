import type { JournalEntry } from '@frontdesk/records'
import { isToolName } from '@frontdesk/tools'
import { z } from 'zod'
import { backIn, backLine } from './back.ts'
import type { Aim, OpenTool, Resumed } from './call-state.ts'
import { backAt, roundsOf } from './hand-off.ts'
import { sayDoBefore } from './say-do.ts'

/** I6: what a new session is told of a long call. Older lines are left out, and it is said that they are. */
const maxLines = 400

/**
 * What a lost session leaves to the next one: one text that holds who said what (of the agent: what was *heard*) and every
 * tool call with its output. One text, since seeded assistant messages make the model answer like a writer (the vendor's
 * sheet, section 9); after instructions and tools that stay the same to the byte, so that the cached prefix holds.
 * Undefined when nothing was said yet.
 */
export function historyOf(entries: readonly JournalEntry[]): string | undefined {
  const lines = [...settledLines(entries).values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  if (lines.length === 0) return undefined
  const left = lines.length - maxLines
  return [
    'The connection to this call was lost for a moment and is back. This is the call so far. Of what you said it holds what the caller heard.',
    ...(left > 0 ? [`(${left} earlier lines are left out.)`] : []),
    ...lines.slice(-maxLines).map((line) => line.text),
    'Go on exactly where the call was. Do not greet again, do not introduce yourself again, do not ask again for what is known, and call no tool again that has its answer above.',
  ].join('\n')
}

/** Of a caller who wants no record of the call nothing that was said outlives the gateway that heard it. */
const notKept = '(not written down at the wish of the caller: ask again for what you need to know)'

interface Line {
  readonly at: string
  readonly text: string
}

/** A later entry of the same utterance, or of the same tool call, replaces the earlier one in its place. */
function settledLines(entries: readonly JournalEntry[]): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>()
  const calls = new Map<string, string>()
  for (const entry of entries) {
    if (entry.kind === 'utterance') {
      const who = entry.who === 'caller' ? 'Caller' : 'You'
      lines.set(entry.itemId, {
        at: entry.at,
        text: `${who}: ${entry.text === '' ? notKept : oneLine(entry.text)}${entry.cutOff ? ' [cut off]' : ''}`,
      })
    } else if (entry.kind === 'tool-requested') {
      const call = `Tool ${entry.tool}(${JSON.stringify(entry.arguments)})`
      calls.set(entry.toolCallId, call)
      lines.set(entry.toolCallId, { at: entry.at, text: `${call} -> still running` })
    } else if (entry.kind === 'tool-answered') {
      const asked = lines.get(entry.toolCallId)
      const call = calls.get(entry.toolCallId) ?? `Tool ${entry.tool}`
      lines.set(entry.toolCallId, { at: asked?.at ?? entry.at, text: `${call} -> ${oneLine(entry.output)}` })
    } else if (entry.kind === 'hand-off' && entry.did.step === 'returned') {
      lines.set(`back ${entry.attempt}`, { at: entry.at, text: backLine(entry.did.why) })
    } else if (entry.kind === 'dtmf' && entry.digit !== '') {
      lines.set(`dtmf ${lines.size}`, { at: entry.at, text: `Caller pressed: ${entry.digit}` })
    }
  }
  return lines
}

/** A tool call as the history tells it, and as an answer is told of that comes to another session than asked for it. */
export const toolLine = (tool: string, args: Record<string, unknown>, output: string): string =>
  `Tool ${tool}(${JSON.stringify(args)}) -> ${oneLine(output)}`

/** What was said cannot pose as another line. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** Tools that the call still waits for. `monotonicMs` turns a journal's time into the gateway's monotonic clock. */
export function openToolsOf(entries: readonly JournalEntry[], monotonicMs: (at: string) => number): Resumed {
  const open = new Map<string, OpenTool>()
  const settled: string[] = []
  for (const entry of entries) {
    if (entry.kind === 'tool-requested' && isToolName(entry.tool)) {
      const { toolCallId, tool, arguments: args } = entry
      const askedAtMs = monotonicMs(entry.at)
      open.set(toolCallId, {
        toolCallId,
        tool,
        arguments: args,
        responseId: '',
        spoke: true,
        session: 0,
        askedAtMs,
        is: 'asked',
      })
    } else if (entry.kind === 'tool-answered') {
      const asked = open.get(entry.toolCallId)
      const waits = asked !== undefined && entry.status === 'unknown'
      if (waits) open.set(entry.toolCallId, { ...asked, is: 'overdue' })
      else if (open.delete(entry.toolCallId)) settled.push(entry.toolCallId)
    }
  }
  const aim = aimOf(entries)
  const sayDo = sayDoBefore(entries)
  const back = backIn(entries)
  return {
    ...{ openTools: [...open.values()], settled, sayDo },
    ...(aim === undefined ? {} : { aim }),
    ...(back === undefined ? {} : { back }),
  }
}

const putThrough = z.object({ status: z.literal('succeeded'), result: z.object({ next: z.literal('transfer') }) })

/** What was promised to the caller, or said by the agent, before the call was lost: that it is put through, or at its end. */
function aimOf(entries: readonly JournalEntry[]): Aim | undefined {
  let aim: Aim | undefined
  let reason = ''
  // What led to people is done with when the caller is back from them.
  for (const entry of entries.slice(backAt(roundsOf(entries)) + 1)) {
    if (entry.kind === 'tool-requested' && entry.tool === 'transferToHuman')
      reason = String(entry.arguments.reason ?? '')
    if (entry.kind === 'noted' && entry.what === 'ending-cancelled') aim = { is: 'talk', endingWasCancelled: true }
    if (entry.kind !== 'tool-answered' || entry.status !== 'succeeded') continue
    if (entry.tool === 'endCall') aim = { is: 'hang-up', mayBeCancelled: aim?.is !== 'talk' }
    if (entry.tool === 'transferToHuman' && putThrough.safeParse(JSON.parse(entry.output)).success)
      aim = { is: 'hand-over', reason }
  }
  return aim
}
