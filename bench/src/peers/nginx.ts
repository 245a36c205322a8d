import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findExecutable } from '../find-executable.ts'
import {
  type AbsentPeer,
  findFreePort,
  type Ground,
  type Peer,
  processIdOf,
  waitUntilListening,
} from './peer.ts'

/** nginx as a plain reverse proxy: the least that any process between client and upstream costs. */
export async function startNginx(ground: Ground): Promise<Peer | AbsentPeer> {
  const binary = findExecutable('nginx')
  if (binary === null)
    return { name: 'nginx', absent: 'not installed (Debian: apt install nginx-light)' }

  const port = await findFreePort()
  const file = path.join(ground.folder, 'nginx.conf')
  await writeFile(file, configuration(port, ground))
  const child = ground.children.start([binary, '-p', ground.folder, '-e', 'stderr', '-c', file], {
    core: 'gateway',
  })
  await waitUntilListening(child, port)
  return { name: 'nginx', port, headers: [], processId: processIdOf(child) }
}

/**
 * Whole replies are buffered in memory, as nginx does best; for streams the upstream switches buffering
 * off by `x-accel-buffering: no`.
 */
function configuration(port: number, { upstreamPort, folder }: Ground): string {
  const isRoot = process.getuid?.() === 0
  return `
${isRoot ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  keepalive_requests 1000000000;
  tcp_nodelay on;
  upstream openai {
    server 127.0.0.1:${upstreamPort};
    keepalive 1024;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://openai;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffers 16 32k;
      proxy_busy_buffers_size 256k;
      proxy_max_temp_file_size 0;
    }
  }
}
`
}
