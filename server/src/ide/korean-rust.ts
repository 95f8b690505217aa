/** What the rules about Rust say, in Korean: by rule and English sentence, values as numbered places. A test holds it against the pages of the rules. */
export const koreanRust: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RC601: {
    '`{0}` owns Python references in {1} but has no `__traverse__`, so a cycle through it is never freed; add `__traverse__`':
      '`{0}`은(는) {1}에 파이썬 참조를 가지는데 `__traverse__`가 없어, 이를 지나는 순환이 해제되지 않습니다. `__traverse__`를 추가하세요',
    '`{0}` owns Python references in {1} through a shared pointer but has no `__traverse__`, so a cycle through it is never freed; add `__traverse__`':
      '`{0}`은(는) 공유 포인터를 거쳐 {1}에 파이썬 참조를 가지는데 `__traverse__`가 없어, 이를 지나는 순환이 해제되지 않습니다. `__traverse__`를 추가하세요',
    '`{0}` holds strong references': '`{0}`이(가) 강한 참조를 붙잡음',
    'Add `__traverse__` to `{0}`': '`{0}`에 `__traverse__` 추가',
  },
  RC602: {
    '`__traverse__` of `{0}` does not visit {1}, so a cycle through it is never freed; visit every owned reference':
      '`{0}`의 `__traverse__`가 {1}을(를) 방문하지 않아, 이를 지나는 순환이 해제되지 않습니다. 가진 참조를 모두 방문하세요',
    '`__traverse__` of `{0}` does not visit {1}, so a cycle through them is never freed; visit every owned reference':
      '`{0}`의 `__traverse__`가 {1}을(를) 방문하지 않아, 이들을 지나는 순환이 해제되지 않습니다. 가진 참조를 모두 방문하세요',
    '`{0}` holds strong references': '`{0}`이(가) 강한 참조를 붙잡음',
    'Visit the missing fields': '빠진 필드 방문',
  },
  RC603: {
    '`{0}` has `__traverse__` but no `__clear__`, so a cycle in which nobody else can let go is found and never freed; clear {1}':
      '`{0}`에 `__traverse__`는 있으나 `__clear__`가 없어, 다른 누구도 놓을 수 없는 순환은 발견되어도 해제되지 않습니다. {1}을(를) 비우세요',
    'Add `__clear__`': '`__clear__` 추가',
  },
  RC604: {
    '`{0}` inside `__traverse__`: the collector is running and no Python code may, so PyO3 panics there and the fields stay unvisited; only call `visit.call`':
      '`__traverse__` 안의 `{0}`: 수집기가 도는 동안 파이썬 코드는 돌 수 없어, PyO3가 여기서 패닉하고 필드를 방문하지 못합니다. `visit.call`만 호출하세요',
  },
  RC605: {
    '`{0}()` inside `__traverse__` {1}; keep the references where the collector can read them without a lock':
      '`__traverse__` 안의 `{0}()`: {1}. 수집기가 락 없이 읽을 수 있는 곳에 참조를 두세요',
    'waits for ever when the collection was started by the thread that holds it': '락을 쥔 스레드가 수집을 시작하면 영원히 기다림',
    'panics when the collection was started while it was borrowed': '빌린 동안 수집이 시작되면 패닉함',
    'this may be held by the very thread that the collector runs on': '수집기가 도는 바로 그 스레드가 쥐고 있을 수 있음',
  },
  RC606: {
    'this function keeps `{0}`, and the collector cannot look into a closure: once `{1}` leads back to the function, neither is ever freed; use a class with `__call__` and `__traverse__`':
      '이 함수는 `{0}`을(를) 붙잡는데 수집기는 클로저 안을 볼 수 없습니다. `{1}`이(가) 함수로 되돌아오면 둘 다 해제되지 않습니다. `__call__`과 `__traverse__`가 있는 클래스를 쓰세요',
    '`{0}` is captured here': '`{0}`이(가) 여기서 캡처됨',
    'this capsule owns a `{0}`, and the collector cannot look into capsules: once that leads back to the capsule, neither is ever freed; use a class with `__traverse__`':
      '이 캡슐은 `{0}`을(를) 소유하는데 수집기는 캡슐 안을 볼 수 없습니다. 캡슐로 되돌아오면 둘 다 해제되지 않습니다. `__traverse__`가 있는 클래스를 쓰세요',
    '`{0}` keeps a `{1}` in `{2}`, and the collector does not see the objects that wait in it: a cycle through one of them is never freed; send what is needed of them instead':
      '`{0}`은(는) `{2}`에 `{1}`을(를) 두는데 수집기는 그 안에서 기다리는 객체를 보지 못합니다. 이를 지나는 순환은 해제되지 않습니다. 대신 필요한 값만 보내세요',
    '`{0}` keeps a closure in `{1}` that owns `{2}`, and the collector cannot look into it: a cycle through it is never freed; keep the object itself in a field and visit it in `__traverse__`':
      '`{0}`은(는) `{1}`에 `{2}`을(를) 소유한 클로저를 두는데 수집기는 그 안을 볼 수 없습니다. 이를 지나는 순환은 해제되지 않습니다. 객체를 필드에 두고 `__traverse__`에서 방문하세요',
  },
  RC607: {
    "`__traverse__` visits a reference behind the shared `{0}`: another owner's reference is counted too, so the collector frees objects that are still in use; make the shared part a `#[pyclass]` that traverses itself":
      '`__traverse__`가 공유된 `{0}` 뒤의 참조를 방문합니다. 다른 소유자의 참조까지 세므로 수집기가 아직 쓰는 객체를 해제합니다. 공유 부분을 스스로 순회하는 `#[pyclass]`로 만드세요',
    '`__traverse__` visits `{0}` twice, so the collector frees the object while it is still in use; visit each reference once':
      '`__traverse__`가 `{0}`을(를) 두 번 방문하여 수집기가 아직 쓰는 객체를 해제합니다. 참조마다 한 번만 방문하세요',
    'visited here already': '여기서 이미 방문함',
  },
  RC608: {
    '`{0}` is `unsendable`: an instance that Python lets go of on another thread is never dropped, so {1}, and all that is seen is an unraisable `RuntimeError`; make it `Send`':
      '`{0}`은(는) `unsendable`입니다. 파이썬이 다른 스레드에서 놓은 인스턴스는 drop되지 않고({1}) 잡을 수 없는 `RuntimeError`만 남습니다. `Send`로 만드세요',
    'what it holds in `{0}` leaks': '`{0}`에 붙잡은 것이 샘',
    'its `Drop` does not run': '`Drop`이 실행되지 않음',
    '`{0}` has a `freelist`, and an instance that comes from it is not tracked by the collector: a cycle through {1} is never freed; drop the option':
      '`{0}`에는 `freelist`가 있어 거기서 나온 인스턴스를 수집기가 추적하지 않습니다. {1}을(를) 지나는 순환은 해제되지 않습니다. 옵션을 빼세요',
    'its `__dict__`': '그 `__dict__`',
  },
  RC701: {
    '`{0}` returns a new reference that nobody releases, so its object leaks at every call; take it over with `Bound::from_owned_ptr_or_err`':
      '`{0}`이(가) 돌려준 새 참조를 아무도 놓지 않아 호출마다 객체가 샙니다. `Bound::from_owned_ptr_or_err`로 넘겨받으세요',
    'Take the reference over and return its error': '참조를 넘겨받고 오류를 돌려주기',
  },
  RC702: {
    'the new reference of `{0}`': '`{0}`의 새 참조',
    'the reference that `into_ptr()` gave up': '`into_ptr()`가 내준 참조',
    '{0} in `{1}` {2}: a raw pointer has no `Drop`; keep it in a `Bound` with `from_owned_ptr_or_err`':
      '`{1}`의 {0}: {2}. 원시 포인터에는 `Drop`이 없습니다. `from_owned_ptr_or_err`로 `Bound`에 두세요',
    'is released on one way and lost on another': '어떤 경로에서는 놓고 어떤 경로에서는 잃음',
    'is never released': '놓는 곳이 없음',
    'this `?` leaves without releasing it': '이 `?`가 놓지 않고 나감',
    'this `return` leaves without releasing it': '이 `return`이 놓지 않고 나감',
    'this jump leaves without releasing it': '이 점프가 놓지 않고 나감',
    'here its block ends without a release': '여기서 놓지 않은 채 블록이 끝남',
  },
  RC703: {
    'the reference that is taken here to `{0}` is still owed when the function is left, so its object leaks; release it with `Py_DECREF`, hand it on, or keep a `clone()` instead':
      '여기서 `{0}`에 얻은 참조를 함수를 나갈 때까지 돌려주지 않아 객체가 샙니다. `Py_DECREF`로 놓거나 넘기거나, 대신 `clone()`을 두세요',
    'here the function is left without releasing it': '여기서 놓지 않고 함수를 나감',
  },
  RC704: {
    '`{0}` is a static that CPython owns, but `{1}` takes the reference over and releases it later, which before Python 3.12 frees the class one day; take a reference first with `Py_NewRef`':
      '`{0}`은(는) CPython이 소유한 정적 객체인데 `{1}`이(가) 참조를 가져가 나중에 놓습니다. 파이썬 3.12 전에는 언젠가 클래스가 해제됩니다. 먼저 `Py_NewRef`로 참조를 얻으세요',
    '`{0}` returns a borrowed reference': '`{0}`은(는) 빌린 참조를 돌려줌',
    '`as_ptr()` only borrows the reference': '`as_ptr()`는 참조를 빌릴 뿐임',
    '{0}, but `{1}` takes it over and releases it later, so the object is freed while still in use; hand over a reference of its own':
      '{0}. 그런데 `{1}`이(가) 가져가 나중에 놓으므로 아직 쓰는 객체가 해제됩니다. 따로 얻은 참조를 넘기세요',
    'Hand over a reference of its own': '따로 얻은 참조 넘기기',
    'this only lends it': '이것은 빌려줄 뿐임',
  },
  RC705: {
    '`into_ptr()` gives up a reference that `{0}` does not take, so it leaks at every call; pass `as_ptr()` and let the owner drop it':
      '`into_ptr()`가 내준 참조를 `{0}`은(는) 가져가지 않아 호출마다 샙니다. `as_ptr()`를 넘기고 소유자가 drop하게 하세요',
    'Use `as_ptr()`': '`as_ptr()` 쓰기',
  },
  RC706: {
    '`{0}` returns a new reference, but `{1}` takes another and nobody releases the first, so the object leaks; take it over with `from_owned_ptr`':
      '`{0}`은(는) 새 참조를 돌려주는데 `{1}`이(가) 하나를 더 얻고 처음 것은 아무도 놓지 않아 객체가 샙니다. `from_owned_ptr`로 넘겨받으세요',
    'the new reference is made here': '새 참조가 여기서 생김',
    'Use `{0}`': '`{0}` 쓰기',
  },
  RC707: {
    '`{0}` returns': '`{0}`이(가) 돌려주는 것',
    '`as_ptr()` only lends': '`as_ptr()`가 빌려주는 것',
    '{0} a borrowed reference, but `{1}` releases one when dropped, so the object may be freed while still in use; wrap it with `{2}`':
      '{0}은 빌린 참조인데 `{1}`의 결과는 drop될 때 참조를 하나 놓아, 아직 쓰는 객체가 해제될 수 있습니다. `{2}`(으)로 감싸세요',
    'the reference is borrowed here': '참조를 여기서 빌림',
    'Use `{0}`': '`{0}` 쓰기',
  },
  RC708: {
    'the new reference that `{0}` returns is only {1} and never released, so its object leaks at every call; keep it in a local owner first':
      '`{0}`이(가) 돌려준 새 참조는 {1}일 뿐 놓이지 않아 호출마다 객체가 샙니다. 먼저 지역 소유자에 두세요',
    'lent to `{0}`': '`{0}`에 빌려준 것',
    compared: '비교에 쓰인 것',
  },
  RC709: {
    '`{0}` writes a new reference into `{1}` that nobody releases, so its object leaks at every call; take it over with `Bound::from_owned_ptr_or_opt`':
      '`{0}`이(가) `{1}`에 적은 새 참조를 아무도 놓지 않아 호출마다 객체가 샙니다. `Bound::from_owned_ptr_or_opt`로 넘겨받으세요',
    'the reference is made here': '참조가 여기서 생김',
  },
  RC710: {
    '`{0}` is borrowed from `{1}`, which was let go of before, so its object may be freed already; use it before, or take a reference of its own first':
      '`{0}`은(는) 앞에서 놓은 `{1}`에서 빌린 것이라 객체가 이미 해제되었을 수 있습니다. 놓기 전에 쓰거나 먼저 따로 참조를 얻으세요',
    '`{0}` lets go here': '`{0}`이(가) 여기서 놓임',
  },
  RC711: {
    '`{0}` is only borrowed, so its owner loses a reference that it still counts on; remove the release, or take a reference first':
      '`{0}`은(는) 빌린 것이라 소유자가 아직 믿고 있는 참조를 잃습니다. 놓지 말거나 먼저 참조를 얻으세요',
    '`{0}` is released once more when its owner is dropped; remove the release, or give the owner up with `into_ptr()`':
      '`{0}`은(는) 소유자가 drop될 때 한 번 더 놓입니다. 놓지 말거나 `into_ptr()`로 소유자를 내주세요',
    '`{0}` was released or given away before, so this takes a reference from somebody else; remove one of the two':
      '`{0}`은(는) 앞에서 이미 놓거나 넘겼으므로 다른 이의 참조를 빼앗습니다. 둘 중 하나를 없애세요',
    'its reference went here': '참조가 여기서 떠남',
    'the pointer comes from here': '포인터가 여기서 옴',
    '`_Py_Dealloc` destroys the object however many references there are; give back your own with `Py_DECREF`':
      '`_Py_Dealloc`은 참조가 몇이든 객체를 없앱니다. 자기 참조만 `Py_DECREF`로 돌려주세요',
    '`{0}` gives memory to {1}, which came from {2}: the heap is corrupted; release it where it came from':
      '`{0}`은(는) {2}에서 온 메모리를 {1}에 돌려주어 힙이 깨집니다. 온 곳에 돌려주세요',
    'from {0} here': '여기서 {0}에서 옴',
    "Rust's allocator": 'Rust의 할당자',
    'the C library': 'C 라이브러리',
    "Python's raw allocator": '파이썬의 raw 할당자',
    "Python's memory allocator": '파이썬의 메모리 할당자',
    "Python's object allocator": '파이썬의 객체 할당자',
    '`{0}` returns the pointer that the capsule carries, not an object, so `{1}` writes into foreign memory; remove it':
      '`{0}`은(는) 객체가 아니라 캡슐이 담은 포인터를 돌려주므로 `{1}`이(가) 남의 메모리에 씁니다. 없애세요',
    '`{0}` can be cloned, but its `Drop` releases `{1}`, which a clone copies: it is released once for each copy; remove `Clone`, or share the handle in an `Arc`':
      '`{0}`은(는) 복제할 수 있는데 `Drop`이 복제본도 담은 `{1}`을(를) 놓아 복제본마다 한 번씩 놓입니다. `Clone`을 없애거나 핸들을 `Arc`로 나누세요',
    'each copy releases it here': '복제본마다 여기서 놓음',
    "`{0}` becomes a second owner of the descriptor that `{1}` closes: whichever is dropped last closes a stranger's; use `try_clone`, or give the first up with `into_raw_fd`":
      '`{0}`은(는) `{1}`이(가) 닫는 디스크립터의 두 번째 소유자가 되어, 나중에 drop되는 쪽이 남의 것을 닫습니다. `try_clone`을 쓰거나 `into_raw_fd`로 앞의 것을 내주세요',
    'this only lends it': '이것은 빌려줄 뿐임',
  },
  RC712: {
    '`{0}` points into an owner that is dropped at the end of this statement, so the object may be gone when `{1}` is used; bind the owner first':
      '`{0}`이(가) 가리키는 소유자는 이 문장 끝에서 drop되어 `{1}`을(를) 쓸 때 객체가 없을 수 있습니다. 먼저 소유자를 변수에 두세요',
    'the closure takes `{0}` and drops it at its end, so the object may be gone when the pointer is used; lend it with `as_ref()` first':
      '클로저가 `{0}`을(를) 가져가 끝에서 drop하므로 포인터를 쓸 때 객체가 없을 수 있습니다. 먼저 `as_ref()`로 빌려주세요',
    'Bind the owner first': '먼저 소유자를 변수에 두기',
    'Lend the owner with `as_ref()`': '`as_ref()`로 소유자 빌려주기',
  },
  RC713: {
    'what `{0}` returns is thrown away, so `{1}` can never be called with it; keep it, and end it on every way out':
      '`{0}`이(가) 돌려준 것을 버려 `{1}`을(를) 호출할 수 없습니다. 두었다가 나가는 모든 경로에서 끝내세요',
    'what `{0}` begins is ended on one way and stays open on another; call `{1}` on every way out':
      '`{0}`이(가) 시작한 것을 어떤 경로에서는 끝내고 어떤 경로에서는 열어 둡니다. 나가는 모든 경로에서 `{1}`을(를) 호출하세요',
    'what `{0}` began in `{1}` is {2}; call `{3}` on every way out':
      '`{0}`이(가) `{1}`에 시작한 것: {2}. 나가는 모든 경로에서 `{3}`을(를) 호출하세요',
    'ended on one way and lost on another': '어떤 경로에서는 끝내고 어떤 경로에서는 잃음',
    'never ended': '끝내는 곳이 없음',
    'here it is lost': '여기서 잃음',
    'this `?` leaves it open': '이 `?`가 열어 둔 채 나감',
    'this `return` leaves it open': '이 `return`이 열어 둔 채 나감',
    'this jump leaves it open': '이 점프가 열어 둔 채 나감',
    'here the function ends, and it is open': '여기서 열린 채 함수가 끝남',
    'a panic here leaves it open': '여기서 패닉하면 열린 채 남음',
    'the buffer in `{0}` is never released, so its exporter can neither be resized nor freed; call `PyBuffer_Release` on every way out, or use `PyBuffer`':
      '`{0}`의 버퍼를 놓지 않아 내준 객체의 크기를 바꾸거나 해제할 수 없습니다. 나가는 모든 경로에서 `PyBuffer_Release`를 호출하거나 `PyBuffer`를 쓰세요',
  },
  RC801: {
    '`{0}()` gives up {1} and its result is thrown away, so nobody can give it back; drop the owner instead':
      '`{0}()`가 {1}을(를) 내주는데 결과를 버려 아무도 돌려줄 수 없습니다. 대신 소유자를 drop하세요',
    'what `{0}` gives up in `{1}` is {2}, so it leaks; take it back with `from_raw`':
      '`{0}`이(가) `{1}`에 내준 것은 {2}, 그래서 샙니다. `from_raw`로 되가져오세요',
    'owned again on one way and lost on another': '어떤 경로에서는 다시 소유되고 어떤 경로에서는 사라지며',
    'never owned again': '다시 소유되지 않으며',
    'here it is lost': '여기서 잃음',
    'Drop the owner': '소유자 drop',
    'a reference': '참조',
    'its memory': '메모리',
    'a descriptor': '디스크립터',
  },
  RC802: {
    '`{0}` keeps the borrow of this `{1}` for ever, so the object stays borrowed and leaks; let it be dropped':
      '`{0}`이(가) 이 `{1}`의 빌림을 영원히 두어 객체가 빌린 채로 샙니다. drop되게 두세요',
    '`{0}` keeps the references of this `{1}` for ever, so its objects leak at every call; let it be dropped':
      '`{0}`이(가) 이 `{1}`의 참조를 영원히 두어 호출마다 객체가 샙니다. drop되게 두세요',
    '`Box::leak` in a function that Python calls keeps its memory for ever, at every call; return an owned value, or make it once':
      '파이썬이 호출하는 함수의 `Box::leak`은 호출마다 메모리를 영원히 둡니다. 소유한 값을 돌려주거나 한 번만 만드세요',
  },
  RC803: {
    '`{0}` keeps the handle `{1}` made by `{2}` and has no `Drop`, so each value leaks it; release it with `{3}` in `impl Drop`':
      '`{0}`은(는) `{2}`이(가) 만든 핸들 `{1}`을(를) 두는데 `Drop`이 없어 값마다 샙니다. `impl Drop`에서 `{3}`(으)로 놓으세요',
    '`{0}` makes it here': '`{0}`이(가) 여기서 만듦',
    'this field keeps it': '이 필드가 가짐',
    'Implement `Drop` for `{0}`': '`{0}`에 `Drop` 구현',
  },
  RC804: {
    'the capsule has no destructor, so the memory that it carries is never freed; use `PyCapsule::new_with_value`, which owns it':
      '캡슐에 소멸자가 없어 담은 메모리가 해제되지 않습니다. 값을 소유하는 `PyCapsule::new_with_value`를 쓰세요',
    'the memory is given up here': '메모리를 여기서 내줌',
    'Let the capsule own the value': '캡슐이 값을 소유하게 하기',
    'this returns when the capsule is valid, so its memory is freed never, or through a pointer that is not its own; turn the test around':
      '캡슐이 유효할 때 돌아가므로 메모리가 해제되지 않거나 남의 포인터로 해제됩니다. 조건을 뒤집으세요',
    'the capsule keeps this pointer for as long as it lives, but `{0}` is freed at the end of its block; use a literal (`c"name"`), or `PyCapsule::new_with_value`':
      '캡슐은 살아 있는 동안 이 포인터를 두는데 `{0}`은(는) 블록 끝에서 해제됩니다. 리터럴(`c"name"`)이나 `PyCapsule::new_with_value`를 쓰세요',
    'this owns the name': '이것이 이름을 소유함',
  },
  RC805: {
    '`{0}` keeps a `{1}` in `{2}`: the object behind it stays alive and {3} as long as this does, and the collector does not see the reference; copy what is needed':
      '`{0}`은(는) `{2}`에 `{1}`을(를) 둡니다. 그동안 뒤의 객체도 살아 있고({3}) 수집기는 그 참조를 보지 못합니다. 필요한 것을 복사하세요',
    'locked against writing': '쓰기 잠김',
    'open, so that it cannot be resized,': '열려 있어 크기를 바꿀 수 없음',
  },
  RC806: {
    "`{0}<'static>` {1} claims to be attached for ever, so counts are changed without the interpreter's leave when it is used or dropped elsewhere; keep a `Py` and bind it where it is needed":
      "{1} `{0}<'static>`은(는) 영원히 연결되어 있다고 하여, 다른 곳에서 쓰이거나 drop될 때 인터프리터의 허락 없이 참조 횟수를 바꿉니다. `Py`를 두고 필요한 곳에서 bind하세요",
    'in a field': '필드의',
    'in a static': '정적 변수의',
    'made by `transmute`': '`transmute`로 만든',
  },
  RC811: {
    '{0} waits while this thread is attached, so no other Python thread runs until it is done, and a task that attaches on another thread never is; wait inside `{1}`':
      '이 스레드가 연결된 채 {0}이(가) 기다려, 끝날 때까지 다른 파이썬 스레드가 돌지 못하고 다른 스레드에서 연결하는 작업은 끝나지 않습니다. `{1}` 안에서 기다리세요',
    '{0} waits for code that has to attach, while this thread keeps it from attaching: both wait for ever; wait inside `{1}`':
      '{0}이(가) 연결해야 하는 코드를 기다리는데 이 스레드가 연결을 막아 둘 다 영원히 기다립니다. `{1}` 안에서 기다리세요',
    'the parallel `{0}`': '병렬 `{0}`',
    'the end of this scope': '이 scope의 끝',
    'this has to attach before it can end': '이것은 끝나기 전에 연결해야 함',
    'Wait inside `{0}`': '`{0}` 안에서 기다리기',
  },
  RC812: {
    '{0} runs Python code, which may let another thread run that then waits for this very static, while it keeps this one from going on: both hang; {1}':
      '{0}이(가) 파이썬 코드를 실행하는 동안 다른 스레드가 돌아 바로 이 정적 변수를 기다리면서 이쪽을 막을 수 있어, 둘 다 멈춥니다. {1}',
    'the initializer of `{0}`': '`{0}`의 초기화',
    'use `PyOnceLock`, which lets go while it waits': '기다리는 동안 놓아주는 `PyOnceLock`을 쓰세요',
    'use `PyOnceLock`, or `OnceLockExt::get_or_init_py_attached`': '`PyOnceLock`이나 `OnceLockExt::get_or_init_py_attached`를 쓰세요',
    'this runs Python code': '이것이 파이썬 코드를 실행함',
    'Detach while waiting': '기다리는 동안 연결 끊기',
  },
  RC813: {
    '`{0}` is dropped by code that is not attached, so its reference is only given back when some thread attaches the next time; drop it inside `{1}`':
      '연결되지 않은 코드가 `{0}`을(를) drop하여 어떤 스레드가 다음에 연결할 때에야 참조가 돌아갑니다. `{1}` 안에서 drop하세요',
    'Drop it while attached': '연결된 동안 drop하기',
  },
  RC814: {
    '`Drop` of `{0}` attaches to the interpreter, which panics once that is shut down and during a collection; use `try_attach`, or drop a `Py` as it is':
      '`{0}`의 `Drop`이 인터프리터에 연결하는데, 인터프리터가 꺼진 뒤나 수집 중에는 패닉합니다. `try_attach`를 쓰거나 `Py`를 그대로 drop하세요',
    'when {0} panics in the `Drop` of the class `{1}`, the object and a reference to its type are never freed; handle the case, or end it in a method of its own':
      '클래스 `{1}`의 `Drop`에서 {0}이(가) 패닉하면 객체와 타입의 참조 하나가 해제되지 않습니다. 그 경우를 처리하거나 따로 둔 메서드에서 끝내세요',
    'Use `try_attach`': '`try_attach` 쓰기',
  },
  RC815: {
    'the old object is dropped while `{0}` is held, and a finalizer that comes back here {1}; move it out and drop it after':
      '`{0}`을(를) 쥔 채 옛 객체를 drop하는데, 여기로 되돌아온 종료자는 {1}. 밖으로 옮겨 나중에 drop하세요',
    'waits for itself, and the process hangs': '자기 자신을 기다려 프로세스가 멈춤',
    'panics on the second borrow': '두 번째로 빌리다 패닉함',
    '`{0}` runs Python code while `{1}` is locked: another thread that waits for the lock, or the code itself when it comes back here, hangs; release the lock before':
      '`{1}`이(가) 잠긴 동안 `{0}`이(가) 파이썬 코드를 실행합니다. 락을 기다리는 다른 스레드나 여기로 되돌아온 코드가 멈춥니다. 먼저 락을 놓으세요',
    'locked here': '여기서 잠금',
    'Drop the old object after the lock': '락을 놓은 뒤 옛 객체 drop하기',
  },
  RC816: {
    '`{0}` attaches in every turn of this loop, which takes ten times as long as going on attached; attach once around the loop':
      '`{0}`이(가) 루프마다 연결하여 연결된 채 도는 것보다 열 배 걸립니다. 루프 밖에서 한 번 연결하세요',
    'before PyO3 0.21 every result of `{0}` stays alive until the outer `with_gil` ends, so this loop grows without bound; attach in each turn, or upgrade':
      'PyO3 0.21 전에는 `{0}`의 결과가 바깥 `with_gil`이 끝날 때까지 살아 있어 이 루프가 끝없이 커집니다. 루프마다 연결하거나 판올림하세요',
  },
  RC817: {
    '`{0}` runs Python code while `{1}` is mutably borrowed: if that code comes back to this object, it gets a `RuntimeError` (already borrowed); end the borrow before the call':
      '`{1}`을(를) 가변으로 빌린 동안 `{0}`이(가) 파이썬 코드를 실행합니다. 그 코드가 이 객체로 되돌아오면 `RuntimeError`(이미 빌림)가 납니다. 호출 전에 빌림을 끝내세요',
    'borrowed by this `{0}`': '이 `{0}`이(가) 빌림',
  },
  RC821: {
    '`{0}` keeps every object that is added to its `{1}` until the process ends: nothing is ever removed, and a static is never dropped; bound it, remove what is no longer used, or keep it in an object that Python owns':
      '`{0}`의 `{1}`에 더한 객체는 모두 프로세스가 끝날 때까지 남습니다. 아무것도 빠지지 않고 정적 변수는 drop되지 않습니다. 한도를 두거나 안 쓰는 것을 빼거나, 파이썬이 소유한 객체에 두세요',
    'added to here': '여기서 더함',
  },
  RC822: {
    'what `{0}` puts into {1} is never taken out again, so each callback and all that it refers to stay as long as this does; add the counterpart, or keep weak references':
      '`{0}`이(가) {1}에 넣은 것은 다시 빠지지 않아 콜백과 그것이 가리키는 모든 것이 함께 남습니다. 짝이 되는 메서드를 더하거나 약한 참조를 두세요',
    'kept here': '여기에 둠',
    'the static `{0}`': '정적 변수 `{0}`',
  },
  RC823: {
    'each exception in this list keeps its traceback, and with it the locals of every frame that it passed; collect their texts instead':
      '이 목록의 예외마다 트레이스백과 지나온 모든 프레임의 지역 변수를 붙잡습니다. 대신 글을 모으세요',
    '`{0}` keeps an exception in `{1}`, and with its traceback the locals of every frame that it passed, perhaps the object itself; keep its text, or drop the traceback':
      '`{0}`은(는) `{1}`에 예외를 두어 트레이스백과 지나온 모든 프레임의 지역 변수, 어쩌면 자기 자신까지 붙잡습니다. 글만 두거나 트레이스백을 버리세요',
    'the static `{0}` keeps an exception, and with its traceback the locals of every frame that it passed; keep its text instead':
      '정적 변수 `{0}`이(가) 예외를 두어 트레이스백과 지나온 모든 프레임의 지역 변수를 붙잡습니다. 글만 두세요',
  },
  RC824: {
    '`{0}` holds its `{1}` in `{2}`, which holds it in `{3}`: once both are set, neither is ever freed; make one of them `Weak`':
      '`{0}`은(는) `{2}`에 `{1}`을(를), 그쪽은 `{3}`에 이쪽을 붙잡습니다. 둘 다 채워지면 어느 것도 해제되지 않습니다. 하나를 `Weak`로 만드세요',
    'the way there': '가는 쪽',
  },
  RC825: {
    '`{0}` is not used again, so `{1}` takes a reference only for the other to be given back; pass `{2}` itself':
      '`{0}`은(는) 다시 쓰이지 않아 `{1}`은(는) 다른 하나를 돌려주려고 참조를 얻을 뿐입니다. `{2}` 자체를 넘기세요',
    'Pass `{0}` itself': '`{0}` 자체를 넘기기',
  },
  RC826: {
    '`{0}` is `None` once the collector has run `__clear__`, and methods may still be called then: this panics; return an error or stop instead':
      '수집기가 `__clear__`를 실행하면 `{0}`은(는) `None`인데 그 뒤에도 메서드가 호출될 수 있어 패닉합니다. 오류를 돌려주거나 멈추세요',
    '`__clear__` empties it here': '`__clear__`가 여기서 비움',
  },
  RC901: {
    'when {0} panics, the reference in {1} is lost: a raw pointer has no `Drop`; give it an owner first, or return an error':
      '{0}이(가) 패닉하면 {1}의 참조를 잃습니다. 원시 포인터에는 `Drop`이 없습니다. 먼저 소유자를 주거나 오류를 돌려주세요',
    'so it is when this panics': '이것이 패닉해도 마찬가지',
    'this index': '이 인덱스',
    '{0} panics into Python as a `PanicException`, which `except Exception` does not catch; return a `PyResult` instead':
      '{0}의 패닉은 파이썬에 `PanicException`으로 나타나 `except Exception`이 잡지 못합니다. `PyResult`를 돌려주세요',
    'Return the error': '오류 돌려주기',
  },
  RC902: {
    '`#[pymodule]` `{0}` is defined twice, so its init function exists twice and the crate does not build; keep one':
      '`#[pymodule]` `{0}`이(가) 두 번 정의되어 초기화 함수가 둘이므로 크레이트가 빌드되지 않습니다. 하나만 두세요',
    '`{0}` is registered twice in this module; remove one': '`{0}`이(가) 이 모듈에 두 번 등록됩니다. 하나를 없애세요',
    '`{0}` is registered twice in this module, so `{1}` silently replaces `{2}`; give one of them another `name`':
      '`{0}`이(가) 이 모듈에 두 번 등록되어 `{1}`이(가) 말없이 `{2}`을(를) 대신합니다. 하나에 다른 `name`을 주세요',
    'the first one': '처음 것',
    'registered here first': '여기서 먼저 등록됨',
  },
  RC903: {
    '`{0}` is a `#[pyfunction]` that no module registers, so Python never sees it; add it with `wrap_pyfunction!`, or remove it':
      '`{0}`은(는) 어느 모듈도 등록하지 않은 `#[pyfunction]`이라 파이썬에서 볼 수 없습니다. `wrap_pyfunction!`으로 더하거나 없애세요',
    '`{0}` has a constructor for Python, but no module registers the class, so Python cannot name it; add it with `add_class`, or remove the constructor':
      '`{0}`에는 파이썬용 생성자가 있으나 어느 모듈도 클래스를 등록하지 않아 파이썬이 이름을 쓸 수 없습니다. `add_class`로 더하거나 생성자를 없애세요',
    '`{0}` is registered, but the crate has no function of that name, so it does not build; write the function, or remove the registration':
      '`{0}`을(를) 등록하는데 크레이트에 그런 함수가 없어 빌드되지 않습니다. 함수를 쓰거나 등록을 없애세요',
    '`{0}` is registered, but the crate has no class of that name, so it does not build; write the class, or remove the registration':
      '`{0}`을(를) 등록하는데 크레이트에 그런 클래스가 없어 빌드되지 않습니다. 클래스를 쓰거나 등록을 없애세요',
  },
  RC904: {
    '`{0}` {1} ({2}); use {3}': '`{0}`: {1} ({2}). {3}을(를) 쓰세요',
    'was removed in PyO3 0.{0}': 'PyO3 0.{0}에서 없어짐',
    'is deprecated since PyO3 0.{0} and removed in 0.{1}': 'PyO3 0.{0}부터 권하지 않으며 0.{1}에서 없어짐',
    'this crate uses {0}': '이 크레이트는 {0}을(를) 씀',
    'this crate asks for {0} or later': '이 크레이트는 {0} 이상을 요구함',
    'no Cargo.toml read: the newest is assumed': 'Cargo.toml을 읽지 못해 최신으로 봄',
    'Use `{0}`': '`{0}` 쓰기',
    '`PyOnceLock`, which initialises strictly once': '꼭 한 번만 초기화하는 `PyOnceLock`',
    '`Bound`, which releases when it is dropped': 'drop될 때 놓는 `Bound`',
  },
  RC905: {
    '`{0}<{1}>` points to a type that is no Python class ({2}), so no value of it can be made; write `{3}`':
      '`{0}<{1}>`이(가) 가리키는 타입은 파이썬 클래스가 아니므로({2}) 값을 만들 수 없습니다. `{3}`(으)로 쓰세요',
    "CPython's object struct": 'CPython의 객체 구조체',
    'a removed alias of `Py<PyAny>`': '없어진 `Py<PyAny>`의 별칭',
    'already a smart pointer': '이미 스마트 포인터',
    'Write `{0}`': '`{0}`(으)로 쓰기',
  },
  RC906: {
    "with this crate's version of PyO3 {0}{1}; upgrade to {2} or later": '이 크레이트의 PyO3에서는 {0}{1}. {2} 이상으로 올리세요',
    ' (here and at {0} more places of this file)': ' (여기와 이 파일의 {0}곳 더)',
    ' (here and at {0} more place of this file)': ' (여기와 이 파일의 {0}곳 더)',
    'the value of a `#[classattr]` function gains a reference that is never released':
      '`#[classattr]` 함수의 값이 놓이지 않는 참조를 하나 얻음',
    'every instance of a `#[pyclass(dict)]` leaks its `__dict__`': '`#[pyclass(dict)]`의 인스턴스마다 `__dict__`가 샘',
    'building a set leaks its elements': '집합을 만들면 원소가 샘',
    'the closure is never freed': '클로저가 해제되지 않음',
  },
  RC907: {
    '`static mut {0}` has no lock, and this module declares that it runs without the GIL; use an atomic, a `Mutex` or `PyOnceLock`, or declare `gil_used = true`':
      '`static mut {0}`에는 락이 없는데 이 모듈은 GIL 없이 돈다고 밝힙니다. 원자형, `Mutex`, `PyOnceLock`을 쓰거나 `gil_used = true`를 밝히세요',
    '`{0}` is declared `Sync` over a cell without a lock, and this module declares that it runs without the GIL; use a `Mutex`, or declare `gil_used = true`':
      '`{0}`은(는) 락 없는 셀 위에 `Sync`로 선언되었는데 이 모듈은 GIL 없이 돈다고 밝힙니다. `Mutex`를 쓰거나 `gil_used = true`를 밝히세요',
  },
};
