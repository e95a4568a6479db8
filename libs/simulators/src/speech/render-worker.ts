import { PICO_SAMPLE_RATE, PicoEngine, type PicoLanguage } from './pico.ts'
import { toTelephone } from './telephone-audio.ts'
import { type VoiceName, voices } from './voices.ts'
import { answerQuestions } from './worker-answers.ts'

export type RenderQuestion = { text: string; voice: VoiceName }

/** Some of Pico's loudest vowels clip at its full volume; the level is settled afterwards. */
const VOLUME_PERCENT = 60

const engines = new Map<string, Promise<PicoEngine>>()

answerQuestions<RenderQuestion, Uint8Array>(async ({ text, voice }) => {
  const { pico, pitch, speed, tract } = voices[voice]
  const engine = await engineFor(pico)
  // `<` and `>` would open tags of Pico.
  const plain = text.replace(/[<>]/g, ' ')
  const paced = `<pitch level="${pitch}"><speed level="${speed}">${plain}</speed></pitch>`
  return toTelephone(engine.render(`<volume level="${VOLUME_PERCENT}">${paced}</volume>`), PICO_SAMPLE_RATE, tract)
})

function engineFor(language: PicoLanguage): Promise<PicoEngine> {
  let engine = engines.get(language.signalGeneration)
  if (!engine) {
    engine = PicoEngine.load(language)
    engines.set(language.signalGeneration, engine)
  }
  return engine
}
