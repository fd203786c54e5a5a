/** What segments begin with. It is durable before the file has its name, so that no segment is found without it. */
import type { Files, OpenFile } from './files.js';
import { RecordBatch } from './record-batch.js';
import type { Recovered } from './recovery.js';
import {
  type Owner,
  putSegmentHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
  segmentName,
  UNFINISHED_NAME,
} from './segment.js';
import { firstStored, StoredState } from './stored-state.js';

const FIRST_NUMBER = 1;

/** All of a state as one record. Nothing that was written before is needed any more. */
export function checkpointOf(state: StoredState): RecordBatch {
  const batch = new RecordBatch();
  batch.checkpoint(state.load());
  return batch;
}

/** Makes records the beginning of a segment, behind its header. They end at the byte that is returned. */
export function makeBeginning(batch: RecordBatch, header: Omit<SegmentHeader, 'beginning'>): number {
  const beginning = 4 * batch.end;
  batch.seal(header.salt, SEGMENT_HEADER_BYTES);
  putSegmentHeader(batch.words, { ...header, beginning });
  return beginning;
}

/** Makes a new segment of its first bytes. Hands over its file, or what went wrong. */
export function beginSegment(
  files: Files,
  bytes: Uint8Array,
  number: number,
  done: (begun: OpenFile | Error) => void,
): void {
  const file = tried(() => files.create(UNFINISHED_NAME));
  if (file instanceof Error) {
    done(file);
    return;
  }
  const fail = (error: Error): void => {
    file.close();
    done(error);
  };
  file.write(bytes, 0, bytes.length, 0, (notWritten) => {
    if (notWritten !== null) return fail(notWritten);
    file.sync((notSynced) => {
      if (notSynced !== null) return fail(notSynced);
      const notNamed = tried(() => files.rename(UNFINISHED_NAME, segmentName(number)));
      if (notNamed instanceof Error) return fail(notNamed);
      files.syncDirectory((notDurable) => (notDurable === null ? done(file) : fail(notDurable)));
    });
  });
}

/** The first segment of all, as recovery would find it. */
export function beginFirst(files: Files, hosts: number, { self, configuration }: Owner): Recovered {
  const state = new StoredState(firstStored(hosts));
  const batch = checkpointOf(state);
  const salt = files.salt();
  const end = makeBeginning(batch, {
    configuration,
    owner: self,
    number: FIRST_NUMBER,
    bytesBefore: 0,
    salt,
  });
  const file = files.create(UNFINISHED_NAME);
  try {
    file.writeNow(batch.bytes, 0, end, 0);
    file.syncNow();
    files.rename(UNFINISHED_NAME, segmentName(FIRST_NUMBER));
    files.syncDirectoryNow();
  } catch (error) {
    file.close();
    throw error;
  }
  const place = { file, number: FIRST_NUMBER, salt, position: end, first: FIRST_NUMBER, bytes: end };
  return { ...place, state, bytesCut: 0, superseded: [] };
}

/** What a call gives, or what it throws: no callback is called within, so it is the file system's. */
function tried<T>(call: () => T): T | Error {
  try {
    return call();
  } catch (error) {
    return error as Error;
  }
}
