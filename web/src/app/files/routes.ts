import type { Routes } from '@angular/router'
import { Files } from './files'

export const routes: Routes = [{ path: '', component: Files }]
