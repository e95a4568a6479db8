// What this package offers; see envelope.ts for the codec and catalogue.ts for the table.
export {
  catalogue,
  type DataOf,
  type EventName,
  type EventsOn,
  eventNames,
  type RetryPolicy,
  type Topic,
} from './catalogue.ts'
export { callEndReasons, claimKinds, effectSchema, outcomes, toolOutcomeSchema } from './data.ts'
export {
  attributesOf,
  type Decoded,
  decode,
  type EventOf,
  encode,
  eventId,
  type Fault,
  type FrontdeskEvent,
  type Handlers,
  isEvent,
  makeEvent,
  nameOf,
  type Told,
} from './envelope.ts'
