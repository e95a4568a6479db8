import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FRAME_SAMPLES, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import { type Party, startCarrier } from '@frontdesk/simulators/carrier'
import { eventually } from '../src/testing/eventually.ts'
import { authToken, gatewayUnderTest, type UnderTest } from '../src/testing/gateway-under-test.ts'
import { testLine } from '../src/testing/line.ts'

/** A caller who hums without a pause. */
const hum = new Uint8Array(FRAME_SAMPLES).fill(0x40)
const hummer: Party = { connected() {}, exchange: () => hum, disconnected() {} }

/** Rings over a network that loses what the caller says between these times. @returns what the conversation hears of it */
async function humming(under: UnderTest, gaps: readonly { readonly fromMs: number; readonly toMs: number }[]) {
  const carrier = await startCarrier({ accountSid: `AC${'0'.repeat(32)}`, authToken, say: async () => hum })
  carrier.trouble.stream({ gaps })
  const gateway = await under.start()
  carrier.number(testLine.number, { voiceUrl: `${gateway.url}/voice/incoming` })
  carrier.call({ from: '+447700900123', to: testLine.number, party: hummer })
  const talk = await eventually(() => under.talks[0]?.leg !== undefined && under.talks[0], 10_000)
  const heard = () => talk.heard.flatMap((event) => (event.kind === 'audio' ? [event] : []))
  return {
    /** The parts of what was heard so far that are of one kind, in order. */
    parts(): { readonly is: 'hum' | 'silence'; readonly ms: number }[] {
      const bytes = Buffer.concat(heard().map(({ audio }) => Buffer.from(audio.text(), 'base64')))
      const parts: { is: 'hum' | 'silence'; ms: number }[] = []
      for (let at = 0; at < bytes.length; at += 8) {
        const is = bytes[at] === MULAW_SILENCE ? 'silence' : 'hum'
        const last = parts.at(-1)
        if (last?.is === is) last.ms++
        else parts.push({ is, ms: 1 })
      }
      return parts
    },
    [Symbol.asyncDispose]: () => carrier[Symbol.asyncDispose](),
  }
}

describe('what the caller says', () => {
  test('has silence in the place of what was lost, so long as it was', async () => {
    await using under = await gatewayUnderTest()
    await using at = await humming(under, [
      { fromMs: 200, toMs: 300 },
      { fromMs: 400, toMs: 800 },
    ])
    const parts = await eventually(() => at.parts().length >= 5 && at.parts().slice(0, 4), 10_000)
    assert.deepEqual(parts, [
      { is: 'hum', ms: 200 },
      { is: 'silence', ms: 100 },
      { is: 'hum', ms: 100 },
      { is: 'silence', ms: 400 },
    ])
  })

  test('goes on in silence while nothing arrives, long enough for a turn to end', async () => {
    await using under = await gatewayUnderTest()
    const began = performance.now()
    await using at = await humming(under, [{ fromMs: 200, toMs: 60_000 }])
    const parts = await eventually(() => (at.parts()[1]?.ms ?? 0) >= 1_000 && at.parts(), 10_000)
    assert.deepEqual(parts[0], { is: 'hum', ms: 200 })
    const toldMs = parts.reduce((sum, { ms }) => sum + ms, 0)
    assert.ok(toldMs <= performance.now() - began, 'silence is never more than the time that passed')
  })
})
