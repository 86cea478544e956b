import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientsModule, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { PingOne } from './pingone.js';
import { PUBLISHER, RevocationController } from './revocation.controller.js';
import { settings } from './settings.js';

const client = { clientId: 'baseline', brokers: [...settings.brokers] };

@Module({
  imports: [
    ClientsModule.register([
      { name: PUBLISHER, transport: Transport.KAFKA, options: { client, producerOnlyMode: true } },
    ]),
  ],
  controllers: [RevocationController],
  providers: [PingOne],
})
class BaselineModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(BaselineModule, {
  transport: Transport.KAFKA,
  options: {
    client,
    consumer: { groupId: settings.groupId },
    subscribe: { fromBeginning: true },
    run: { partitionsConsumedConcurrently: settings.partitionsAtATime },
  },
});
app.enableShutdownHooks();
await app.listen();
