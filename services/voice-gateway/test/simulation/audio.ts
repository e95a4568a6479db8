/**
 * Audio that tells what it is: every byte of an item's voice is the item's number, and every byte of a caller's frame is loud
 * speech or silence, so that the ear and the model know what they hear however it was cut.
 */
const bytesPerMs = 8

export const voiceOf = (item: number, ms: number): string =>
  Buffer.alloc(ms * bytesPerMs, 1 + (item % 250)).toString('base64')
/** The voice of what is said beside the conversation: of no item. */
export const asideItem = 249
export const itemIn = (audio: string): number => (Buffer.from(audio.slice(0, 4), 'base64')[0] ?? 0) - 1

/** Full scale, back and forth. */
export const speech = (ms: number): string =>
  Buffer.alloc(ms * bytesPerMs, Buffer.from([0x00, 0x80])).toString('base64')
export const silence = (ms: number): string => Buffer.alloc(ms * bytesPerMs, 0xff).toString('base64')
export const isSpeech = (audio: string): boolean => Buffer.from(audio.slice(0, 4), 'base64')[0] !== 0xff
