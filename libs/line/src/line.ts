// What this package offers of a line's shape; loading, hours and prompt have entry points of their own.
export { type BookingCalendar, type BookingRules, bookingCalendars, bookingRules } from './booking.ts'
export type { EmergencyRule } from './emergency.ts'
export { type Weekday, weekdays } from './fields.ts'
export { type InterruptionRules, interruptionSchema } from './interruption.ts'
export { type Language, type Line, lineSchema, type Service, textIn } from './schema.ts'
export { type SmsKind, type SmsValues, smsText } from './sms-templates.ts'
