import { makeEvent } from '@frontdesk/events'
import { callbackDue, personNow } from '@frontdesk/line/person-now'
import { stamp } from '@frontdesk/process/clock'
import { succeeded } from '../answers.ts'
import { publisher } from '../publisher.ts'
import { spoken } from '../spoken.ts'
import type { Tool, WriteContext } from '../tool.ts'

/** Put through when somebody is there, unless the caller would rather be rung back; else a callback is promised. Decided by the moment of the wish, whenever a later try runs. */
export const transferToHuman: Tool<'transferToHuman'> = async ({ reason, how }, context) => {
  const { line, rules, intent } = context
  const person = personNow(line, rules.hours, intent.startedAt)
  if (person.next === 'transfer' && how !== 'callback') {
    await escalated(context, reason, 'transfer')
    return succeeded<'transferToHuman'>({ next: 'transfer', spoken: null })
  }
  const due = callbackDue(line, rules.hours, intent.startedAt)
  await queueCallback(context, reason, due)
  return succeeded<'transferToHuman'>({ next: 'callback', spoken: spoken(due, context.language) })
}

async function queueCallback(context: WriteContext, reason: string, due: Temporal.ZonedDateTime): Promise<void> {
  const { callId, caller, callbacks, intent, line, publish } = context
  const ofCall = { callId, lineId: line.id, caller, reason }
  const [callbackId, dueAt] = [intent.key, stamp(due.toInstant())]
  const effect = { vendor: 'callbacks', action: 'created', what: 'callback', reference: callbackId } as const
  await context.step({
    step: 'callback',
    find: async () => ((await callbacks.find(callbackId)) === undefined ? undefined : effect),
    async make() {
      const createdAt = stamp(intent.startedAt)
      await callbacks.add({ ...ofCall, callbackId, name: null, dueAt, createdAt })
      return effect
    },
  })
  const told = { by: publisher, at: intent.startedAt }
  await publish(makeEvent('callback.queued', { ...ofCall, callbackId, dueAt }, told))
  await escalated(context, reason, 'callback')
}

async function escalated(context: WriteContext, reason: string, next: 'transfer' | 'callback'): Promise<void> {
  const { callId, caller, line, intent } = context
  const escalatedAt = stamp(intent.startedAt)
  const data = { callId, lineId: line.id, by: 'agent' as const, reason, caller, next, escalatedAt }
  await context.publish(makeEvent('call.escalated', data, { by: publisher, at: intent.startedAt }))
}
