// What this package offers of a line's shape; loading, hours and prompt have entry points of their own.
export { type InterruptionRules, interruptionSchema } from './interruption.ts'
export { type Language, type Line, lineSchema, type Service, textIn, type Weekday, weekdays } from './schema.ts'
