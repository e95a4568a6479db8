import { wireOf } from '../grpc/described.ts'

const wire = wireOf('@google-cloud/pubsub', 'protos/protos.json')

export const publisherService = wire.service('google.pubsub.v1.Publisher')
export const subscriberService = wire.service('google.pubsub.v1.Subscriber')
