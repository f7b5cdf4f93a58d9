'use client';

import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createLiveLab, type LiveLab, type LiveLabStore } from '@/store/live-lab';
import {
  createLiveServices,
  type LiveServices,
  type LiveServicesStore,
} from '@/store/live-services';
import { createLiveTalk, type LiveTalk, type LiveTalkStore } from '@/store/live-talk';
import { labApi, servicesApi, talkApi } from './lab-request';

/** One sandbox a browser, so one store a page, however many panels show it. */
let store: LiveLabStore | null = null;
/** What stands on it: its services, and the conversation by hand. */
let services: LiveServicesStore | null = null;
let talk: LiveTalkStore | null = null;
let users = 0;

const theStore = (): LiveLabStore => {
  store ??= createLiveLab(labApi);
  return store;
};

/** A part of the live lab. The lab is asked how it is when the first panel appears. */
export function useLiveLab<T>(pick: (lab: LiveLab) => T): T {
  return useStore(theStore(), pick);
}

const theServices = (): LiveServicesStore => {
  services ??= createLiveServices(theStore(), servicesApi);
  return services;
};
const theTalk = (): LiveTalkStore => {
  talk ??= createLiveTalk(theStore(), talkApi);
  return talk;
};

/** A part of what is known of the sandbox's real services. */
export function useLiveServices<T>(pick: (services: LiveServices) => T): T {
  return useStore(theServices(), pick);
}

/** A part of the conversation by hand. */
export function useLiveTalk<T>(pick: (talk: LiveTalk) => T): T {
  return useStore(theTalk(), pick);
}

/** Whether the lab would not take an operation now: one is under way, or there is no sandbox yet. */
export const useLabBusy = (): boolean =>
  useLiveLab(({ busy, phase }) => busy !== null || phase.is === 'opening' || phase.is === 'queued');

/** The store itself, for work that goes over several states. */
export const useLiveLabStore = theStore;

/** Has the lab looked at until the answer is called; it is asked how it is when the first one comes. */
function attendLab(): () => void {
  const lab = theStore();
  users += 1;
  if (users === 1) void lab.getState().look();
  return () => {
    users -= 1;
    if (users > 0) return;
    lab.getState().dispose();
    services?.getState().dispose();
    talk?.getState().dispose();
    store = null;
    services = null;
    talk = null;
  };
}

/** Tells what is known of the lab, now and at each change, until the answer is called. */
export function watchLab(onLab: (lab: LiveLab) => void): () => void {
  const leave = attendLab();
  const lab = theStore();
  const stop = lab.subscribe(onLab);
  onLab(lab.getState());
  return () => {
    stop();
    leave();
  };
}

/** Keeps the lab looked at while a panel is on the page. */
export function useLabAttention() {
  useEffect(attendLab, []);
}
