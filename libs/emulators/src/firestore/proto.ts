import { wireOf } from '../grpc/described.ts'

export const firestoreService = wireOf('@google-cloud/firestore', 'protos/v1.json').service(
  'google.firestore.v1.Firestore',
)
