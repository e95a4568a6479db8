import type { Line } from '@frontdesk/line'
import { findScenario } from '@frontdesk/simulators/scenarios'
import type { World } from '@frontdesk/simulators/world'
import type { PlaceCall } from './control.ts'
import type { DemoLines } from './demo-lines.ts'
import type { Terminal } from './terminal.ts'

/** The simulated callers of a house: they ring the demo's numbers and are followed on the terminal. */
export interface Demo {
  readonly place: PlaceCall
}

/** What people got on their own devices because of the call. */
function received(world: World, caller: string | null, callSid: string): string[] {
  const answeredAtMs = world.carrier.webhooks.find((webhook) => webhook.params.CallSid === callSid)?.atMs ?? 0
  const messages = world.carrier.messages.filter(
    (message) => message.to === caller && message.createdAtMs >= answeredAtMs,
  )
  const told = world.slack.messages.filter((message) => Number(message.ts) * 1000 >= answeredAtMs)
  return [
    ...messages.map((message) => `  SMS       ${message.body.replaceAll('\n', ' ')}`),
    ...told.map((message) => `  Slack     ${message.channel}: ${message.text.replaceAll('\n', ' ')}`),
  ]
}

/** A call that is still not processed this long after it ended will not be: what is missing is in the log. */
const PROCESSED_WITHIN_MS = 60_000

export function openDemo(world: World, terminal: Terminal, lines: DemoLines, gatewayUrl: string): Demo {
  const lineOf = {
    practice: lines.practice,
    'practice-open-now': lines.practiceOpenNow,
    'practice-closed-now': lines.practiceClosedNow,
  }
  for (const line of Object.values(lineOf)) {
    world.carrier.number(line.number, {
      voiceUrl: `${gatewayUrl}/voice/incoming`,
      statusCallbackUrl: `${gatewayUrl}/voice/status`,
    })
  }

  return {
    async place(name, show) {
      const scenario = findScenario(name)
      if (scenario === undefined)
        return show(`There is no scenario ${JSON.stringify(name)}; \`pnpm call --list\` names them.`)
      const line: Line = lineOf[scenario.rings]
      show(`\n${scenario.name}: ${scenario.title}`)
      show(`  ${scenario.from ?? 'a withheld number'} rings ${line.business.name} at ${line.number}\n`)
      const call = world.place(scenario, line.number)
      const gaveUp = new AbortController()
      const following = terminal.follow(call.sid, line.agent.name, show, gaveUp.signal)
      await call.ended
      const timer = setTimeout(() => gaveUp.abort(), PROCESSED_WITHIN_MS)
      await following
      clearTimeout(timer)
      for (const text of received(world, scenario.from, call.sid)) show(text)
      if (gaveUp.signal.aborted) show('  The call is over, but it is not processed yet: see the log.')
    },
  }
}
