import type { PriceTable } from '@frontdesk/prices'
import { pricePerToken } from '@frontdesk/prices/spent'
import { type RealtimeTokens, readUsage, type TokenKind, tokenKindNames, tokenKinds } from '@frontdesk/prices/usage'
import type { CallRecord } from '@frontdesk/records'
import { regionOf } from './region.ts'

export type Cost = CallRecord['cost']
export type CostPart = Cost['parts'][number]

/** What a call consumed. Minutes of the carrier are whole: Twilio bills each begun one. */
export interface Consumption {
  /** Raw usage, a response or an utterance each, under the model whose price applies. */
  readonly model: readonly { readonly model: string; readonly usage: unknown }[]
  /** What was transcribed after the call. */
  readonly transcribed: { readonly model: string; readonly seconds: number } | undefined
  /** The number that was called, E.164. */
  readonly called: string
  readonly callMinutes: number
  readonly streamMinutes: number
  /** The leg to a person who took the call; `to` undefined when we do not know which number it was. */
  readonly handOff: { readonly to: string | undefined; readonly minutes: number } | undefined
  readonly recordingMinutes: number
  /** Messages that were sent; null when the carrier did not tell us. */
  readonly messages: readonly ({ readonly to: string; readonly segments: number } | null)[]
}

/** Prices what a call consumed. A part without a price is null, and so is then the total (I10). */
export function costOf(consumed: Consumption, prices: PriceTable): Cost {
  const parts = [
    ...modelParts(consumed.model, prices),
    ...(consumed.transcribed === undefined ? [] : [spokenPart(ofTheRecording, consumed.transcribed, prices)]),
    ...carrierParts(consumed, prices),
    ...messageParts(consumed.messages, prices),
  ]
  const known = knownMicros(parts)
  return { totalMicros: parts.some((part) => part.micros === null) ? null : known, parts }
}

/** The sum of the parts whose price is known: "at least this much" when the total is unknown. */
export const knownMicros = (parts: readonly CostPart[]): number =>
  parts.reduce((sum, part) => sum + (part.micros ?? 0), 0)

function part(what: string, quantity: number, unit: string, price: number | undefined, day: string): CostPart {
  const isKnown = price !== undefined
  return { what, quantity, unit, micros: isKnown ? Math.round(quantity * price) : null, pricesOf: isKnown ? day : null }
}

function modelParts(used: Consumption['model'], prices: PriceTable): CostPart[] {
  return [...Map.groupBy(used, ({ model }) => model)].flatMap(([model, its]) => {
    const read = its.map(({ usage }) => readUsage(usage))
    const tokens = sumTokens(read.flatMap((usage) => (usage.kind === 'response' ? [usage.tokens] : [])))
    const seconds = sum(read.map((usage) => (usage.kind === 'transcription' ? usage.seconds : 0)))
    const unpriced = read.filter((usage) => usage.kind === 'unpriced')
    const rates = prices.realtimePerToken.get(model)
    const response = tokenKindNames
      .filter((kind) => tokens[kind] > 0)
      .map((kind) => {
        const price = rates === undefined ? undefined : pricePerToken(rates)[kind]
        return part(`${model}: ${tokenKinds[kind]}`, tokens[kind], 'tokens', price, prices.day)
      })
    const told = sum(unpriced.map((usage) => usage.tokens))
    const rest = unpriced.length > 0 ? [part(`${model}: untold`, told, 'tokens', undefined, prices.day)] : []
    const spoken = seconds > 0 ? [spokenPart('transcription', { model, seconds }, prices)] : []
    return [...response, ...spoken, ...rest]
  })
}

function sumTokens(all: readonly RealtimeTokens[]): RealtimeTokens {
  const total = (kind: TokenKind) => sum(all.map((tokens) => tokens[kind]))
  return Object.fromEntries(tokenKindNames.map((kind) => [kind, total(kind)])) as Record<TokenKind, number>
}

const ofTheRecording = 'transcription of the recording'

function spokenPart(
  what: string,
  { model, seconds }: { model: string; seconds: number },
  prices: PriceTable,
): CostPart {
  const price = prices.transcriptionPerMinute.get(model)
  return part(`${model}: ${what}`, seconds / 60, 'minutes', price, prices.day)
}

/** How much of a recording was transcribed, out of an earlier pricing of the same call. */
export function transcribedSeconds(cost: Cost): number {
  const minutes = cost.parts.find(({ what }) => what.endsWith(ofTheRecording))?.quantity ?? 0
  return minutes * 60
}

function carrierParts(consumed: Consumption, prices: PriceTable): CostPart[] {
  const { called, callMinutes, streamMinutes, handOff, recordingMinutes } = consumed
  const inPrice = priceIn(prices.voiceInPerMinute, called)
  const outPrice = priceIn(prices.voiceOutPerMinute, handOff?.to)
  const minutes = (what: string, quantity: number, price: number | undefined) =>
    quantity > 0 ? [part(what, quantity, 'minutes', price, prices.day)] : []
  return [
    ...minutes('carrier: call', callMinutes, inPrice),
    ...minutes('carrier: media stream', streamMinutes, prices.mediaStreamPerMinute),
    ...minutes('carrier: leg to a person', handOff?.minutes ?? 0, outPrice),
    ...minutes('carrier: recording', recordingMinutes, prices.recordingPerMinute),
  ]
}

function messageParts(messages: Consumption['messages'], prices: PriceTable): CostPart[] {
  return messages.flatMap((message) => {
    if (message === null) return [part('carrier: SMS', 1, 'messages', undefined, prices.day)]
    const price = priceIn(prices.smsPerSegment, message.to)
    const sms = part('carrier: SMS', message.segments, 'segments', price, prices.day)
    // In the United States the receiving network adds a fee of its own that no list of ours holds.
    const fee = part('carrier: SMS, fee of the network', message.segments, 'segments', undefined, prices.day)
    return price === undefined ? [sms] : [sms, fee]
  })
}

function priceIn(byRegion: PriceTable['voiceInPerMinute'], number: string | undefined): number | undefined {
  const region = number === undefined ? undefined : regionOf(number)
  return region === undefined ? undefined : byRegion.get(region)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
