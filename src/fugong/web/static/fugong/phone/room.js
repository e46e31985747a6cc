/* Room on the phone. A full store is said, nothing that is kept gets lost, and what couldn't be kept is tried again. */
import { here } from "./person.js";

const { store, visits } = self.phone;
const waiting = []; // what could not be kept yet: it is still on the screen
let tellFull = () => undefined;

export const room = {
  isFull: false,
  onFull(told) { tellFull = told; },
};

/* Keeps something; makes room by dropping what the server has. Returns whether it is kept. */
export async function keep(work) {
  try {
    await work();
    return true;
  } catch (fault) {
    if (!store.isFull(fault)) throw fault;
  }
  if (await dropSent()) {
    try {
      await work();
      return true;
    } catch (fault) {
      if (!store.isFull(fault)) throw fault;
    }
  }
  waiting.push(work);
  room.isFull = true;
  tellFull();
  return false;
}

/* Once something was sent or removed there may be room again. */
export async function tryAgain() {
  if (!room.isFull) return;
  while (waiting.length) {
    try {
      await waiting[0]();
    } catch (fault) {
      if (!store.isFull(fault)) throw fault;
      tellFull();
      return;
    }
    waiting.shift();
  }
  room.isFull = false;
  tellFull();
}

export async function dropSent() {
  if (!here.person) return 0;
  try {
    return await visits.forgetSent(here.person.id, true);
  } catch (fault) {
    if (store.isFull(fault)) return 0;
    throw fault;
  }
}

/* Asks the browser not to clear the store by itself when the phone runs short. */
export async function holdOn() {
  if (navigator.storage && navigator.storage.persist) await navigator.storage.persist().catch(() => false);
}

export async function measure() {
  if (!navigator.storage || !navigator.storage.estimate) return null;
  const { usage, quota } = await navigator.storage.estimate();
  return { usage, quota };
}
