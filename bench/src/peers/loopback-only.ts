/**
 * Preloaded into a peer that would listen on every interface and cannot be told otherwise: an open proxy
 * must not be reachable from outside, not even for the minutes of a benchmark.
 */
import { type ListenOptions, Server } from 'node:net'

type Listen = (this: Server, options: ListenOptions, callback?: () => void) => Server

const listen = Reflect.get(Server.prototype, 'listen') as Listen

/** Takes the arguments of `listen(port, host?, callback?)`. */
function listenOnLoopback(this: Server, port: unknown, ...rest: readonly unknown[]): Server {
  const callback = rest.find((argument) => typeof argument === 'function')
  return listen.call(
    this,
    { port: Number(port), host: '127.0.0.1' },
    callback as (() => void) | undefined,
  )
}

Reflect.set(Server.prototype, 'listen', listenOnLoopback)
