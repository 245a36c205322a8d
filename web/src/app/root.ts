import { Component } from '@angular/core'
import { RouterOutlet } from '@angular/router'
import { Toasts } from './ui/toasts'

@Component({
  selector: 'llv-root',
  imports: [RouterOutlet, Toasts],
  template: `
    <router-outlet />
    <llv-toasts />
  `,
})
export class Root {}
