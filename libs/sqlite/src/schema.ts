import type { DatabaseSync } from 'node:sqlite'

/** What a store keeps in its file, and how the file came to be so. */
export interface StoreSchema<Store> {
  /** Names the store's versions in the file, which other stores may share. Begin the names of its tables with it. */
  readonly name: string
  /** SQL, oldest first. Never change or remove one that was released: add another. */
  readonly migrations: readonly string[]
  /** Methods that only read: they take no write lock and so never wait for a writer. A write in one of them fails. */
  readonly reads: readonly (keyof Store & string)[]
}

/** The default export of a store's module: SQL as plain synchronous methods. */
export interface StoreClass<Store extends object = object> {
  new (db: DatabaseSync): Store
  readonly schema: StoreSchema<Store>
}
