import type { Effect } from '../effect.ts'
import type { ModelLink } from './model-link.ts'

type ToModel = Extract<
  Effect,
  {
    do:
      | 'say-aside'
      | 'open-successor'
      | 'adopt-successor'
      | 'drop-successor'
      | 'open-model'
      | 'close-model'
      | 'respond'
      | 'say'
      | 'add-context'
      | 'answer-tool'
      | 'stop-speech'
  }
>

/** Does what a decision wants of the model. `history` is made only where a session needs it. */
export function toModel(effect: ToModel, link: ModelLink, history: () => string | undefined): void {
  switch (effect.do) {
    case 'open-model':
      link.open(effect.seeded ? history() : undefined)
      break
    case 'say-aside':
      link.session?.sayAside(effect.name, effect.instructions)
      break
    case 'open-successor':
      link.openSuccessor(history())
      break
    case 'adopt-successor':
      link.adoptSuccessor()
      break
    case 'drop-successor':
      link.dropSuccessor()
      break
    case 'close-model':
      link.close()
      break
    case 'respond':
      link.session?.respond()
      break
    case 'say':
      link.session?.say(effect.instructions)
      break
    case 'add-context':
      link.session?.addContext(effect.text)
      break
    case 'answer-tool':
      link.session?.answerTool(effect.toolCallId, effect.output)
      break
    case 'stop-speech':
      link.session?.stopSpeech(effect)
      break
    default:
      effect satisfies never
  }
}
