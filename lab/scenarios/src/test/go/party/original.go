// The TESTs of the original client_func: what it sends and expects in the end-to-end TLS, as often
// and in the sizes in which it does. It pauses a second between sessions; this does not.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
)

var asServer = []int{0, 0, 1208, 1150, 108, 0, 0, 0, 2874, 4053, 108, 0, 0, 279, 0, 108, 0, 483, 0, 108, 0, 244, 0, 108, 0}
var asClient = []int{1208, 1150, 0, 0, 0, 108, 2874, 4053, 0, 0, 0, 108, 279, 0, 108, 0, 483, 0, 108, 0, 244, 0, 108, 0, 1}

// One session after the other under TAG: each sends so much and hangs up.
func latency() {
	for i := 0; i < 10; i++ {
		session := meet(os.Getenv("TAG"))
		_, err := session.inner.Write(make([]byte, 14500))
		must(err, "send")
		session.outer.Close() // which says so with the keys of the TLS that is over
	}
}

// OPS sessions at once, under TAG0, TAG1 and so on: 0 in a list is a read of whatever comes.
func play(times int) {
	ops, err := strconv.Atoi(os.Getenv("OPS"))
	must(err, "OPS")
	var all sync.WaitGroup
	for i := 0; i < ops; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			session := meet(os.Getenv("TAG") + strconv.Itoa(i))
			sizes := asServer
			if session.mode == 2 {
				sizes = asClient
			}
			room := make([]byte, 64*1024)
			for time := 0; time < times; time++ {
				for _, size := range sizes {
					if size > 0 {
						_, err = session.inner.Write(make([]byte, size))
					} else {
						_, err = session.inner.Read(room)
					}
					must(err, fmt.Sprintf("size %d", size))
				}
			}
			session.outer.Close()
			fmt.Print(".")
		}(i)
	}
	all.Wait()
}
