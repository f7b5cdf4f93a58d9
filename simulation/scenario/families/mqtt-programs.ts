/** MQTT: the broker and its two clients. */
import type { Program } from '../../host/program';
import { mosquitto } from '../../program/mqtt/mosquitto';
import { mosquittoPub, mosquittoSub } from '../../shell/commands/mosquitto-client';

export const mqttPrograms: readonly Program[] = [mosquitto, mosquittoPub, mosquittoSub];
