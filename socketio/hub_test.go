package socketio_test

import (
	"testing"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/adaptertest"
)

func TestHub(t *testing.T) {
	adaptertest.Run(t, func(*testing.T) socketio.AdapterFactory { return new(socketio.Hub).Adapter })
}
