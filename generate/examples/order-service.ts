/** A small service over HTTP: `POST /orders/1/pay` and the like, and `GET /orders/1`. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Order {
  state: 'open' | 'paid' | 'cancelled' | 'shipped';
  items: number;
}

/** What a request does to an order; false if it is not possible now. */
type Handler = (order: Order) => boolean;

/** A fault that can be planted: an order that is opened again after it was paid keeps its items. */
export interface ServiceOptions {
  readonly isFaulty?: boolean;
}

function handlersOf({ isFaulty = false }: ServiceOptions): Readonly<Record<string, Handler>> {
  const keeping = new WeakSet<Order>();
  const move =
    (from: Order['state'], to: Order['state']): Handler =>
    (order) => {
      if (order.state !== from) return false;
      order.state = to;
      return true;
    };
  const count = (order: Order, by: 1 | -1): boolean => {
    const items = order.items + by;
    if (order.state !== 'open' || items < 0 || items > 2) return false;
    order.items = items;
    return true;
  };
  return {
    add: (order) => count(order, 1),
    remove: (order) => count(order, -1),
    pay: (order) => order.items > 0 && move('open', 'paid')(order),
    cancel: move('open', 'cancelled'),
    ship: move('paid', 'shipped'),
    refund: (order) => {
      keeping.add(order);
      return move('paid', 'cancelled')(order);
    },
    return: move('shipped', 'cancelled'),
    reopen: (order) => {
      if (!move('cancelled', 'open')(order)) return false;
      if (!isFaulty || !keeping.has(order)) order.items = 0;
      return true;
    },
  };
}

export interface Service {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts the service on a free port of this machine, with a single order. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const handlers = handlersOf(options);
  const order: Order = { state: 'open', items: 0 };
  const server: Server = createServer(({ method, url = '' }, response) => {
    const [, , , verb = ''] = url.split('/');
    const isDone = method === 'GET' || (handlers[verb]?.(order) ?? false);
    response.writeHead(isDone ? 200 : 409, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(order));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/orders/1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}
