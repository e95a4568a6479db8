// Started by resume.test.ts, to be killed: a carrier with one call that is being recorded, and one message.
import { parseArgs } from 'node:util'
import { startCarrier } from './carrier.ts'
import { accountSid, authToken } from './test-application.ts'
import { NUMBER } from './test-both.ts'
import { pattern, testParty } from './test-party.ts'

const text = { type: 'string', default: '' } as const
const { values } = parseArgs({ options: { state: text, recordings: text, application: text } })
const carrier = await startCarrier({
  accountSid,
  authToken,
  stateFile: values.state,
  recordingsFolder: values.recordings,
})
carrier.number(NUMBER, {
  voiceUrl: `${values.application}/incoming`,
  statusCallbackUrl: `${values.application}/status`,
})
const party = testParty()
const { sid } = carrier.call({ from: '+447700900123', to: NUMBER, party })
party.say(pattern(16_000))
const [heardBytes] = [24_000]
const isLongEnough = () => party.heard().length >= heardBytes
const timer = setInterval(() => {
  if (!isLongEnough()) return
  clearInterval(timer)
  process.stdout.write(`${sid}\n`)
}, 50)
