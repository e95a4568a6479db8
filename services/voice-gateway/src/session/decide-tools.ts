import { type Checked, checkToolCall, toolCatalogue } from '@frontdesk/tools'
import type { ModelEvent, ToolCall } from '../model/voice-model.ts'
import type { CallState, OpenTool, Tools } from './call-state.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import type { Effect } from './effect.ts'
import { aimAtHandOver, aimAtHangUp } from './ending.ts'
import type { ToolAnswer } from './input.ts'
import { takeTurn, tell, wantReply } from './replying.ts'
import { toolLine } from './resume.ts'

type Ended = Extract<ModelEvent, { kind: 'response-ended' }>
type Asking = Pick<OpenTool, 'responseId' | 'spoke'>

/** I6: tools that may run at once; ids that are remembered; rounds of tools without a word of the caller. */
const maxOpen = 16
const maxSettled = 500
const maxRounds = 12

const stuck =
  'Say that this did not work, and offer that a person calls back, in one short sentence in the language of the conversation.'

/** A completed response's tool calls. When it was told to stop before it was complete, nothing is run: the caller objected. */
export function onToolCalls(
  state: CallState,
  { responseId, toolCalls }: Ended,
  { wasStopped, spoke }: { readonly wasStopped: boolean; readonly spoke: boolean },
  atMs: number,
): Decision {
  const fresh = toolCalls.filter((call) => !isKnown(state.tools, call.toolCallId))
  const counted: CallState = { ...state, tools: { ...state.tools, rounds: state.tools.rounds + 1 } }
  if (fresh.length === 0) return wasStopped || spoke ? stay(state) : askedForKnown(counted, toolCalls)
  const asking = { responseId, spoke }
  return inTurn(
    counted,
    ...fresh.map((call) => (s: CallState) => {
      if (wasStopped)
        return refuse(s, call, 'not_run', 'The caller interrupted before it was run. Ask again if it is still wanted.')
      if (s.tools.open.length >= maxOpen)
        return refuse(s, call, 'refused', 'Too many tools are running. Wait for their answers.')
      return ask(s, call, asking, checkToolCall(call.tool, call.argumentsJson), atMs)
    }),
    (s) => (wasStopped ? stay(s) : replyWhenAllAnswered(s, responseId)),
  )
}

/** The model asked for nothing but what it has its answer to, and said nothing: the caller still waits for a word. */
function askedForKnown(state: CallState, toolCalls: readonly ToolCall[]): Decision {
  const { open } = state.tools
  const isUnderWay = toolCalls.some((call) =>
    open.some(({ toolCallId, is }) => toolCallId === call.toolCallId && is === 'asked'),
  )
  return toolCalls.length === 0 || isUnderWay ? stay(state) : replyWhenAllAnswered(state, '')
}

const isKnown = (tools: Tools, id: string) => tools.settled.includes(id) || tools.open.some((t) => t.toolCallId === id)

function ask(state: CallState, call: ToolCall, asking: Asking, checked: Checked, atMs: number): Decision {
  if (!checked.ok) return refuse(state, call, 'refused', checked.message)
  const { toolCallId } = call
  const { tool, arguments: args } = checked
  const open: OpenTool = {
    toolCallId,
    tool,
    arguments: args,
    ...asking,
    session: state.session,
    askedAtMs: atMs,
    is: 'asked',
  }
  const deadlineMs = toolCatalogue[tool].timeoutMs
  return doing(
    { ...state, tools: { ...state.tools, open: [...state.tools.open, open] } },
    { do: 'journal', entry: { kind: 'tool-requested', toolCallId, tool, arguments: args } },
    { do: 'ask-tool', toolCallId, tool, arguments: args, language: state.language, deadlineMs },
    { do: 'set-timer', timer: `deadline:${toolCallId}`, ms: deadlineMs },
  )
}

/**
 * What a gateway that is gone asked for, and nobody answered, is asked for again. What the model was told is not confirmed yet
 * gets no more time: its answer says what became of it, and nothing is begun.
 */
export function askAgain(state: CallState): Decision {
  const { open } = state.tools
  return doing(
    state,
    ...open.flatMap(({ toolCallId, tool, arguments: args, is }): Effect[] => {
      const deadlineMs = is === 'asked' ? toolCatalogue[tool].timeoutMs : 0
      const ask: Effect = {
        ...{ do: 'ask-tool', toolCallId, tool, arguments: args, language: state.language, deadlineMs, again: true },
      }
      return is === 'asked' ? [ask, { do: 'set-timer', timer: `deadline:${toolCallId}`, ms: deadlineMs }] : [ask]
    }),
  )
}

function refuse(state: CallState, { toolCallId, tool }: ToolCall, status: string, error: string): Decision {
  const output = JSON.stringify({ status, error })
  return doing(
    { ...state, tools: settled(state.tools, toolCallId) },
    { do: 'journal', entry: { kind: 'tool-requested', toolCallId, tool, arguments: {} } },
    {
      do: 'journal',
      entry: { kind: 'tool-answered', toolCallId, tool, status: 'refused', output, effects: [], tookMs: 0 },
    },
    { do: 'answer-tool', toolCallId, output },
  )
}

/** A tool's answer off the bus, which may deliver it more than once, and after we stopped waiting. */
export function onToolCompleted(state: CallState, answer: ToolAnswer, atMs: number): Decision {
  const open = state.tools.open.find((tool) => tool.toolCallId === answer.toolCallId)
  if (open === undefined) return stay(state)
  // No answer yet: somebody looks on, and who waits is told what they find.
  if (answer.outcome.status === 'unknown' && state.aim.is !== 'over' && open.tool !== 'endCall') {
    return unconfirmed(state, open.toolCallId, { note: 'tool-unknown', outcome: answer.outcome }, atMs)
  }
  const output = JSON.stringify(answer.outcome)
  const isOver = state.aim.is === 'over'
  // Its deadline has ended the call already; the caller may have objected since.
  const wasGoodbye = open.tool === 'endCall' && open.is === 'overdue'
  const known: CallState = { ...state, tools: settled(state.tools, open.toolCallId) }
  return inTurn(
    known,
    (s) => doing(s, answered(open, isOver ? 'late' : answer.outcome.status, output, atMs, answer.effects)),
    (s) =>
      isOver || wasGoodbye
        ? stay(s)
        : inTurn(
            s,
            (t) => tellAnswer(t, open, output),
            (t) => whatFollows(t, open, answer),
          ),
    (s) => takeTurn(s, atMs),
  )
}

/** The answer to a call that the session made. Any other session, and one that was told to go on without, hears of it in words. */
function tellAnswer(state: CallState, open: OpenTool, output: string): Decision {
  const isHere = state.connection.is === 'ready' && state.session === open.session
  const cancel: Effect = { do: 'cancel-timer', timer: `deadline:${open.toolCallId}` }
  if (isHere && open.is === 'asked') {
    return doing(state, cancel, { do: 'answer-tool', toolCallId: open.toolCallId, output })
  }
  const line = toolLine(open.tool, open.arguments, output)
  return inTurn(
    state,
    (s) => doing(s, cancel),
    (s) => tell(s, `An answer came that was waited for. Tell the caller of it.\n${line}`),
  )
}

function whatFollows(state: CallState, open: OpenTool, { outcome }: ToolAnswer): Decision {
  const succeeded = outcome.status === 'succeeded'
  if (open.tool === 'endCall' && succeeded) return aimAtHangUp(state, open.spoke)
  if (open.tool === 'transferToHuman' && succeeded && outcome.result.next === 'transfer') {
    return aimAtHandOver(state, String(open.arguments.reason ?? ''))
  }
  return replyWhenAllAnswered(state, open.responseId)
}

/** Calls of one response are answered by one reply. On the way to the end nothing more is said than what that takes. */
function replyWhenAllAnswered(state: CallState, responseId: string): Decision {
  if (state.aim.is !== 'talk') return stay(state)
  const waits = state.tools.open.some((tool) => tool.responseId === responseId && tool.is === 'asked')
  if (waits) return stay(state)
  if (state.tools.rounds > maxRounds) return doing(wantReply(state, { say: stuck }), note('tool-rounds'))
  return stay(wantReply(state))
}

/** The caller is not kept waiting: the model hears that it is not confirmed yet, and of the answer when it comes (I3). */
export const onDeadline = (state: CallState, toolCallId: string, atMs: number): Decision =>
  unconfirmed(state, toolCallId, { note: 'deadline', outcome: { status: 'not_confirmed_yet' } }, atMs)

/** Nobody was asked, as far as we know: the request may have been kept all the same, or an earlier one like it. */
export const onNotAsked = (state: CallState, toolCallId: string, atMs: number): Decision =>
  unconfirmed(
    state,
    toolCallId,
    { note: 'tool-not-asked', outcome: { status: 'unknown', message: 'The request could not be passed on.' } },
    atMs,
  )

type Unconfirmed = { readonly note: string; readonly outcome: Readonly<Record<string, string>> }

/** The model goes on without the tool's answer, and hears of it should it come after all. */
function unconfirmed(state: CallState, toolCallId: string, why: Unconfirmed, atMs: number): Decision {
  const open = state.tools.open.find((tool) => tool.toolCallId === toolCallId)
  if (open === undefined || open.is === 'overdue') return stay(state)
  const output = JSON.stringify(why.outcome)
  const overdue = state.tools.open.map((tool) => (tool === open ? { ...tool, is: 'overdue' as const } : tool))
  const isHere = state.connection.is === 'ready' && state.session === open.session
  return inTurn(
    { ...state, tools: { ...state.tools, open: overdue } },
    (s) => doing(s, note(why.note), answered(open, 'unknown', output, atMs, [])),
    (s) => doing(s, { do: 'cancel-timer', timer: `deadline:${toolCallId}` }),
    (s) =>
      isHere
        ? doing(s, { do: 'answer-tool', toolCallId, output })
        : tell(s, toolLine(open.tool, open.arguments, output)),
    // Ending the call changes nothing outside: the agent said goodbye, and the caller is not kept for the formality.
    (s) => (open.tool === 'endCall' ? aimAtHangUp(s, open.spoke) : replyWhenAllAnswered(s, open.responseId)),
    (s) => takeTurn(s, atMs),
  )
}

type Answered = Extract<Extract<Effect, { do: 'journal' }>['entry'], { kind: 'tool-answered' }>

function answered(
  { toolCallId, tool, askedAtMs }: OpenTool,
  status: Answered['status'],
  output: string,
  atMs: number,
  effects: ToolAnswer['effects'],
): Effect {
  const tookMs = Math.max(0, Math.round(atMs - askedAtMs))
  const entry: Answered = { kind: 'tool-answered', toolCallId, tool, status, output, effects: [...effects], tookMs }
  return { do: 'journal', entry }
}

const settled = (tools: Tools, toolCallId: string): Tools => ({
  ...tools,
  open: tools.open.filter((tool) => tool.toolCallId !== toolCallId),
  settled: [...tools.settled, toolCallId].slice(-maxSettled),
})
