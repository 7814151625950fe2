import { createRoot } from 'react-dom/client';
import './ui/tokens.css';
import './ui/base.css';
import { App } from './app/App';
import { createClient } from './socket';

const client = createClient();
void client.start();

const root = document.getElementById('root');
if (root) createRoot(root).render(<App client={client} />);
