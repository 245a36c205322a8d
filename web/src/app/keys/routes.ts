import type { Routes } from '@angular/router'
import { Keys } from './keys'

export const routes: Routes = [{ path: '', component: Keys }]
