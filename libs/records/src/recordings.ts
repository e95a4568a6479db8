import type { Readable } from 'node:stream'

/** Where recordings are kept: a folder, later a bucket. Names look like `call-7f3k/recording.wav`. */
export interface Recordings {
  /**
   * Stores the whole stream under `name`, or nothing. The first one wins: when `name` exists its description is returned and the stream is destroyed unread.
   * @throws InvalidName
   */
  put(name: string, audio: Readable, contentType: string): Promise<StoredRecording>
  /** @throws InvalidName */
  find(name: string): Promise<StoredRecording | undefined>
  /** @throws NoSuchRecording, InvalidName */
  open(name: string): Promise<Readable>
  /** Nothing of this name is there afterwards, whether or not it was. @throws InvalidName */
  remove(name: string): Promise<void>
}

export interface StoredRecording {
  readonly name: string
  readonly bytes: number
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string
  /** Where a person of this machine or a tool finds it: a file URL, later `gs://…`. */
  readonly url: string
}

export class InvalidName extends Error {
  override readonly name = 'InvalidName'
  constructor(name: string) {
    super(
      `a recording's name is made of letters, digits, dots, dashes and underscores, with single slashes between, each part beginning with a letter or digit; got ${JSON.stringify(name)}`,
    )
  }
}

export class NoSuchRecording extends Error {
  override readonly name = 'NoSuchRecording'
  constructor(name: string) {
    super(`no recording is stored under ${name}`)
  }
}

/** The longest name that every adapter takes: file systems allow 255 bytes a part. */
const maxNameLength = 200

/** Leaves no way out of the place where recordings are kept: no empty part, none that begins with a dot. @throws InvalidName */
export function checkRecordingName(name: string): void {
  const part = '[A-Za-z0-9][A-Za-z0-9._-]*'
  if (name.length > maxNameLength || !new RegExp(`^${part}(/${part})*$`).test(name)) throw new InvalidName(name)
}
