import { FRAME_MS } from '@frontdesk/audio/mulaw'
import { audioSource, silenceSource } from '../leg.ts'
import type { Stage } from '../stage.ts'
import type { Pause, Play, Say } from '../twiml/verbs.ts'
import { playedFile } from './played-file.ts'

/** Silence stands for a file that cannot be had, so that whoever loops it does not do so at once. */
const UNPLAYABLE_MS = 1_000
const PLAYED_DIGIT_MS = 200

/** Speaks, plays or waits, in real time. @throws the stage's reason when it is cut short */
export async function playPrompt(prompt: Say | Play | Pause, stage: Stage): Promise<undefined> {
  switch (prompt.verb) {
    case 'Pause':
      return silence(prompt.lengthMs, stage)
    case 'Play':
      return play(prompt, stage)
    case 'Say':
      return say(prompt, stage)
    default:
      return prompt satisfies never
  }
}

async function say({ text, language, loop }: Say, { network, leg, signal }: Stage): Promise<undefined> {
  if (text === '') return
  const audio = await network.say(text, language)
  for (let said = 0; said < times(loop); said++) await leg.play(audioSource(audio), signal)
}

async function play({ url, digits, loop }: Play, stage: Stage): Promise<undefined> {
  const audio = digits === undefined ? await playedFile(stage.resolve({ url, method: 'GET' }).url, stage) : undefined
  const ms = digits === undefined ? UNPLAYABLE_MS : digits.length * PLAYED_DIGIT_MS
  for (let played = 0; played < times(loop); played++) {
    if (audio === undefined) await silence(ms, stage)
    else await stage.leg.play(audioSource(audio), stage.signal)
  }
}

async function silence(ms: number, { leg, signal }: Stage): Promise<undefined> {
  await leg.play(silenceSource(Math.ceil(ms / FRAME_MS)), signal)
}

/** 0 means until the call ends; Twilio stops at a thousand. */
function times(loop: number): number {
  return loop === 0 ? 1_000 : loop
}
