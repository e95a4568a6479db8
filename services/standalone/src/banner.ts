import type { Line } from '@frontdesk/line'
import { openingHours } from '@frontdesk/line/hours'
import { settingFor, type Vendor, vendors } from './env.ts'

const what: Record<Vendor, string> = {
  telephone: 'Twilio',
  model: 'OpenAI Realtime',
  calendar: 'Google Calendar',
  crm: 'HubSpot',
  slack: 'Slack',
  traces: 'Langfuse',
}

/** What the terminal says first: who is real, who is simulated, what is answered, where the data is. */
export function banner(
  simulated: readonly Vendor[],
  lines: readonly Line[],
  dataDir: string,
  now: Temporal.Instant,
): string {
  const parties = vendors.map((vendor) => {
    const state = simulated.includes(vendor) ? `simulated   (real with ${settingFor(vendor)})` : 'real'
    return `  ${vendor.padEnd(11)}${what[vendor].padEnd(17)}${state}`
  })
  const answered = lines.map((line) => `  ${line.number.padEnd(15)}${line.business.name}, ${openText(line, now)}`)
  return ['Frontdesk', '', ...parties, '', ...answered, '', `  data in ${dataDir}`].join('\n')
}

function openText(line: Line, now: Temporal.Instant): string {
  const state = openingHours(line).at(now)
  const until = state.until?.toLocaleString('en-GB', { weekday: 'long', hour: '2-digit', minute: '2-digit' })
  if (state.open) return `open until ${until}`
  return until === undefined ? 'closed' : `closed until ${until}`
}
